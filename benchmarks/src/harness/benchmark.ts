/** What a benchmark is told. */
export interface BenchmarkContext {
  /** How often to repeat what is not told otherwise; the median counts. Default 5. */
  readonly runs: number;
  /** Small sizes only, to see that everything works. Its figures say nothing. */
  readonly quick: boolean;
  /** For the soak: how long. Default 60. */
  readonly minutes: number;
  /** Numbers of pods to measure with, where they are a benchmark's sizes; empty: its own. */
  readonly pods: readonly number[];
  /** A folder with `etcd`, `kube-apiserver` and `kube-controller-manager`: what can be is measured with them too. */
  readonly upstream?: string;
  /** Tells on the terminal how it goes. */
  say(text: string): void;
}

/** A cell: a number with its unit in the column's title, or a word. */
export type Cell = number | string;

/** What a benchmark found: one row per thing that was measured. */
export interface ResultTable {
  readonly title: string;
  /** The first one names the rows. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** What a reader has to know about the figures: how many runs, what was left out. */
  readonly notes?: readonly string[];
}

/** One benchmark; it runs in a process of its own. */
export interface Benchmark {
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  /** Flags of its Node process. `--expose-gc` is always there. */
  readonly nodeFlags?: readonly string[];
  /** Left out unless it is asked for by name. Default false. */
  readonly onlyByName?: boolean;
  run(context: BenchmarkContext): Promise<readonly ResultTable[]>;
}

/** The numbers of pods that a benchmark measures with: those asked for, else small ones for `--quick`, else its own. */
export function sizesOf(
  { pods, quick }: BenchmarkContext,
  sizes: { readonly quick: readonly number[]; readonly usual: readonly number[] },
): readonly number[] {
  if (pods.length > 0) return pods;
  return quick ? sizes.quick : sizes.usual;
}
