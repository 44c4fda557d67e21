/** What a benchmark receives. */
export interface BenchmarkContext {
  /** The number of repetitions unless specified otherwise; the median counts. Default 5. */
  readonly runs: number;
  /** Only small sizes, to check that everything works. The figures are meaningless. */
  readonly quick: boolean;
  /** For the soak: its duration in minutes. Default 60. */
  readonly minutes: number;
  /** Numbers of pods to measure, for benchmarks with sizes; empty: the benchmark's own. */
  readonly pods: readonly number[];
  /** A folder with `etcd`, `kube-apiserver` and `kube-controller-manager`, which are then measured too where possible. */
  readonly upstream?: string;
  /** Reports progress on the terminal. */
  say(text: string): void;
}

/** A cell: a number whose unit is in the column's title, or a word. */
export type Cell = number | string;

/** The result of a benchmark: one row per measurement. */
export interface ResultTable {
  readonly title: string;
  /** The first one names the rows. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Notes for readers: how many runs, what was left out. */
  readonly notes?: readonly string[];
}

/** One benchmark; it runs in a process of its own. */
export interface Benchmark {
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  /** Flags of its Node process, in addition to `--expose-gc`. */
  readonly nodeFlags?: readonly string[];
  /** Whether it only runs when selected by name. Default false. */
  readonly onlyByName?: boolean;
  run(context: BenchmarkContext): Promise<readonly ResultTable[]>;
}

/** The numbers of pods for a benchmark: those requested, else small ones for `--quick`, else its own. */
export function sizesOf(
  { pods, quick }: BenchmarkContext,
  sizes: { readonly quick: readonly number[]; readonly usual: readonly number[] },
): readonly number[] {
  if (pods.length > 0) return pods;
  return quick ? sizes.quick : sizes.usual;
}
