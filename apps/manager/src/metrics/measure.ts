/** One sample of a measure. */
export interface Sample {
  /** The suffix of its name, such as `_bucket`. Default: none. */
  readonly suffix?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** A Prometheus metric, whose help is in the catalogue. */
export interface Measure {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  /** The current samples. */
  read(): readonly Sample[] | Promise<readonly Sample[]>;
}

/** The name and labels of a {@link Tally} or a {@link Distribution}. */
export interface Naming {
  readonly name: string;
  /** Default: none. */
  readonly labels?: readonly string[];
}

interface Entry<T> {
  readonly labels: Readonly<Record<string, string>>;
  value: T;
}

/** Some labels depend on clients, such as the names of custom kinds: the number of entries is limited. */
const maxEntries = 4096;

/** Values by labels. Beyond the limit, new label values share one entry in which each label is `other`. */
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
    if (this.#entries.size >= maxEntries) {
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

/** A number by labels: a counter, or a gauge that is incremented and decremented. */
export class Tally implements Measure {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly #numbers: ByLabels<number>;

  constructor({ name, labels = [] }: Naming, type: "counter" | "gauge" = "counter") {
    this.name = name;
    this.type = type;
    this.#numbers = new ByLabels(labels);
  }

  /** `labels` are in the order of their names. */
  add(labels: readonly string[], by = 1): void {
    this.#numbers.at(labels, zero).value += by;
  }

  /** Sets the number to `value`. */
  set(labels: readonly string[], value: number): void {
    this.#numbers.at(labels, zero).value = value;
  }

  read(): readonly Sample[] {
    return this.#numbers.all();
  }
}

interface Buckets {
  /** The number of observations for which each bound is the lowest that includes them; the last bucket has no bound. */
  readonly counts: number[];
  sum: number;
}

/** The samples of one histogram. */
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

/** A histogram by labels. */
export class Distribution implements Measure {
  readonly name: string;
  readonly type = "histogram";
  readonly #bounds: readonly number[];
  readonly #buckets: ByLabels<Buckets>;

  /** `bounds`: the upper bounds of the buckets, ascending; one without a bound is added. */
  constructor({ name, labels = [] }: Naming, bounds: readonly number[]) {
    this.name = name;
    this.#bounds = bounds;
    this.#buckets = new ByLabels(labels);
  }

  /** `labels` are in the order of their names. */
  observe(labels: readonly string[], value: number): void {
    this.#count(this.#buckets.at(labels, this.#empty).value, value);
  }

  /** What observes values with the same labels, which are looked up once, at the first of them. */
  series(labels: readonly string[]): (value: number) => void {
    let buckets: Buckets | undefined;
    return (value) => {
      buckets ??= this.#buckets.at(labels, this.#empty).value;
      this.#count(buckets, value);
    };
  }

  #count(buckets: Buckets, value: number): void {
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
