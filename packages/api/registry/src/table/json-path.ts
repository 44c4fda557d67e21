/** One step of a path, applied to every value found by the previous steps. */
type Step = (values: readonly unknown[]) => readonly unknown[];

/** A parsed path; returns all values that it finds, none if something is missing. */
export type JsonPath = (root: unknown) => readonly unknown[];

function fail(path: string, what: string): never {
  throw new Error(`${JSON.stringify(path)} is not a JSONPath: ${what}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object";
}

function field(name: string): Step {
  return (values) =>
    values.flatMap((value) =>
      isObject(value) && !Array.isArray(value) && Object.hasOwn(value, name) ? [value[name]] : [],
    );
}

const wildcard: Step = (values) => values.flatMap((value) => (isObject(value) ? Object.values(value) : []));

const descend: Step = (values) =>
  values.flatMap((value) => {
    const inner = isObject(value) ? Object.values(value) : [];
    return inner.length === 0 ? [] : [value, ...descend(inner)];
  });

/** Python's slice; an index beyond the end finds nothing. */
function slice(from: number | undefined, to: number | undefined, stride: number): Step {
  return (values) =>
    values.flatMap((value) => (Array.isArray(value) ? value.slice(from, to).filter((_, at) => at % stride === 0) : []));
}

function union(steps: readonly Step[]): Step {
  return (values) => steps.flatMap((step) => step(values));
}

type Comparison = (left: string | number | boolean, right: string | number | boolean) => boolean;

const comparisons: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ["==", (left, right) => left === right],
  ["!=", (left, right) => left !== right],
  ["<", (left, right) => left < right],
  ["<=", (left, right) => left <= right],
  [">", (left, right) => left > right],
  [">=", (left, right) => left >= right],
]);

function literal(path: string, source: string): string | number | boolean {
  const quote = source[0];
  if ((quote === '"' || quote === "'") && source.length > 1 && source.endsWith(quote)) return source.slice(1, -1);
  if (source === "true" || source === "false") return source === "true";
  const number = Number(source);
  return source !== "" && Number.isFinite(number)
    ? number
    : fail(path, `${source} is neither text, number nor boolean`);
}

function filter(path: string, condition: string): Step {
  const operator = /[!<>=]=?/.exec(condition);
  if (operator === null) {
    const exists = stepsOf(path, condition.trim());
    return (values) => items(values).filter((item) => run(exists, [item]).length > 0);
  }
  const compare = comparisons.get(operator[0]) ?? fail(path, `unknown operator ${operator[0]}`);
  const left = stepsOf(path, condition.slice(0, operator.index).trim());
  const right = literal(path, condition.slice(operator.index + operator[0].length).trim());
  return (values) =>
    items(values).filter((item) => {
      const [found] = run(left, [item]);
      return typeof found === typeof right && compare(found as typeof right, right);
    });
}

function items(values: readonly unknown[]): readonly unknown[] {
  return values.flatMap((value) => (Array.isArray(value) ? value : []));
}

function run(steps: readonly Step[], values: readonly unknown[]): readonly unknown[] {
  return steps.reduce((found, step) => step(found), values);
}

/** The content of brackets: a quoted key, an index, a slice, `*`, or several of them. */
function bracket(path: string, content: string): Step {
  if (content === "*") return wildcard;
  const quoted = /^'([^']*)'$|^"([^"]*)"$/.exec(content);
  if (quoted !== null) return field(quoted[1] ?? quoted[2] ?? "");
  if (content.includes(",")) return union(content.split(",").map((part) => bracket(path, part.trim())));
  const index = /^-?\d+$/.exec(content);
  if (index !== null) return slice(Number(content), Number(content) === -1 ? undefined : Number(content) + 1, 1);
  const range = /^(-?\d*):(-?\d*)(?::(\d*))?$/.exec(content);
  if (range === null) return fail(path, `[${content}] is no index`);
  const bound = (digits: string | undefined): number | undefined => (digits ? Number(digits) : undefined);
  const stride = bound(range[3]) ?? 1;
  if (stride === 0) return fail(path, "a step of a slice is above 0");
  return slice(bound(range[1]), bound(range[2]), stride);
}

/** Where the bracket that opens at `open` closes, brackets inside quotes aside. */
function closing(path: string, open: number): number {
  let quote = "";
  for (let at = open + 1; at < path.length; at += 1) {
    const character = path[at] as string;
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === "]") return at;
  }
  return fail(path, "a bracket is not closed");
}

function stepsOf(path: string, source: string): readonly Step[] {
  const steps: Step[] = [];
  let at = source.startsWith("$") || source.startsWith("@") ? 1 : 0;
  while (at < source.length) {
    if (source[at] === "[") {
      const end = closing(source, at);
      const content = source.slice(at + 1, end).trim();
      const condition = /^\?\((.*)\)$/s.exec(content);
      steps.push(condition === null ? bracket(path, content) : filter(path, condition[1] ?? ""));
      at = end + 1;
      continue;
    }
    if (source.startsWith("..", at)) {
      steps.push(descend);
      at += 2;
      if (source[at] === "[") continue;
    } else if (source[at] === ".") at += 1;
    else if (at > 0 || steps.length > 0) fail(path, `unexpected ${source[at]}`);
    const name = /(?:\\.|[^.[\]\\\s])*/y;
    name.lastIndex = at;
    const found = name.exec(source)?.[0] ?? "";
    // `.` alone is the value itself.
    if (found === "" && at < source.length && source[at] !== "[") fail(path, `unexpected ${source[at]}`);
    if (found !== "") steps.push(found === "*" ? wildcard : field(found.replaceAll("\\", "")));
    at += found.length;
  }
  return steps;
}

/**
 * Parses the JSONPath of a printer column or of a scale path: fields, `['key']`, indices, slices, `*`, `..`, unions and
 * filters such as `[?(@.type=="Ready")]`, with or without the braces that kubectl writes around it.
 * @throws Error that names the path, when it cannot be parsed.
 */
export function parseJsonPath(path: string): JsonPath {
  const inner = path.startsWith("{") && path.endsWith("}") ? path.slice(1, -1) : path;
  if (inner === "") fail(path, "it is empty");
  const steps = stepsOf(path, inner);
  return (root) => run(steps, [root]);
}
