/** The names by which a controller can be chosen. */
export interface ControllerNames {
  /** As kube-controller-manager names it today, such as `garbage-collector-controller`. */
  readonly name: string;
  /** Older or shorter names that mean the same, such as `garbagecollector` and `gc`. */
  readonly aliases: readonly string[];
}

/**
 * Which controllers run, by the rules of kube-controller-manager's `--controllers`: `*` stands for all, `name` adds one,
 * `-name` takes one out; an explicit name wins over `*`, and of two mentions of one controller the first.
 * Throws RangeError for a name that is not known.
 */
export function selectControllers<T extends ControllerNames>(known: readonly T[], selectors: readonly string[]): T[] {
  const find = (name: string) => known.find((each) => each.name === name || each.aliases.includes(name));
  const explicit = new Map<T, boolean>();
  let all = false;
  for (const selector of selectors) {
    if (selector === "*") {
      all = true;
      continue;
    }
    const wanted = !selector.startsWith("-");
    const controller = find(wanted ? selector : selector.slice(1));
    if (controller === undefined) {
      throw new RangeError(`"${selector}" is not a controller; known are ${known.map((each) => each.name).join(", ")}`);
    }
    if (!explicit.has(controller)) explicit.set(controller, wanted);
  }
  return known.filter((controller) => explicit.get(controller) ?? all);
}
