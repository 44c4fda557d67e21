/** One line of a measure. */
export interface Sample {
  /** What the line's name has beyond the measure's, such as `_bucket`. Default: nothing. */
  readonly suffix?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** Something that is measured, in Prometheus' sense. */
export interface Measure {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  /** What there is to tell now. */
  read(): readonly Sample[] | Promise<readonly Sample[]>;
}

/** What a {@link Tally} or a {@link Distribution} is called, and by what it is told apart. */
export interface Naming {
  readonly name: string;
  readonly help: string;
  /** Default: none. */
  readonly labels?: readonly string[];
}

interface Entry<T> {
  readonly labels: Readonly<Record<string, string>>;
  value: T;
}

/** Some labels name what clients have made, such as custom kinds: for all of them there are no more entries than this. */
const mostEntries = 4096;

/** Values by labels. Where there are too many, whatever is new is one entry, in which each label is `other`. */
class ByLabels<T> {
  readonly #names: readonly string[];
  readonly #entries = new Map<string, Entry<T>>();
  #others: Entry<T> | undefined;

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** `values` are in the order of the names. */
  at(values: readonly string[], initial: () => T): Entry<T> {
    const key = values.join("\0");
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    if (this.#entries.size >= mostEntries) {
      this.#others ??= this.#entry(() => "other", initial);
      return this.#others;
    }
    const entry = this.#entry((index) => values[index] ?? "", initial);
    this.#entries.set(key, entry);
    return entry;
  }

  all(): readonly Entry<T>[] {
    return [...this.#entries.values(), ...(this.#others === undefined ? [] : [this.#others])];
  }

  #entry(labelAt: (index: number) => string, initial: () => T): Entry<T> {
    return { labels: Object.fromEntries(this.#names.map((name, index) => [name, labelAt(index)])), value: initial() };
  }
}

const zero = () => 0;

/** A number by labels: a counter, or a gauge that is told of every rise and fall. */
export class Tally implements Measure {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge";
  readonly #numbers: ByLabels<number>;

  constructor({ name, help, labels = [] }: Naming, type: "counter" | "gauge" = "counter") {
    this.name = name;
    this.help = help;
    this.type = type;
    this.#numbers = new ByLabels(labels);
  }

  /** `labels` in the order of their names. */
  add(labels: readonly string[], by = 1): void {
    this.#numbers.at(labels, zero).value += by;
  }

  read(): readonly Sample[] {
    return this.#numbers.all();
  }
}

interface Buckets {
  /** How many observations each bound is the first to hold; the last has no bound. */
  readonly counts: number[];
  sum: number;
}

/** The lines of one histogram. */
export function histogramSamples(
  labels: Sample["labels"],
  bounds: readonly number[],
  { counts, sum }: { readonly counts: readonly number[]; readonly sum: number },
): readonly Sample[] {
  let count = 0;
  const samples: Sample[] = counts.map((more, index) => {
    count += more;
    return { suffix: "_bucket", labels: { le: bounds[index] ?? "+Inf", ...labels }, value: count };
  });
  return [...samples, { suffix: "_sum", labels, value: sum }, { suffix: "_count", labels, value: count }];
}

/** How observations are distributed, by labels. */
export class Distribution implements Measure {
  readonly name: string;
  readonly help: string;
  readonly type = "histogram";
  readonly #bounds: readonly number[];
  readonly #buckets: ByLabels<Buckets>;

  /** `bounds`: what the buckets hold at most, rising; one without a bound is added. */
  constructor({ name, help, labels = [] }: Naming, bounds: readonly number[]) {
    this.name = name;
    this.help = help;
    this.#bounds = bounds;
    this.#buckets = new ByLabels(labels);
  }

  /** `labels` in the order of their names. */
  observe(labels: readonly string[], value: number): void {
    const { value: buckets } = this.#buckets.at(labels, this.#empty);
    const bucket = this.#bounds.findIndex((bound) => value <= bound);
    const index = bucket < 0 ? this.#bounds.length : bucket;
    buckets.counts[index] = (buckets.counts[index] ?? 0) + 1;
    buckets.sum += value;
  }

  read(): readonly Sample[] {
    return this.#buckets.all().flatMap(({ labels, value }) => histogramSamples(labels, this.#bounds, value));
  }

  readonly #empty = (): Buckets => ({ counts: new Array(this.#bounds.length + 1).fill(0), sum: 0 });
}
