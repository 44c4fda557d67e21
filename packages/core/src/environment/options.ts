/** What values an option accepts. */
export interface OptionRule {
  /** The expectation in an error message: `a function`. */
  readonly expected: string;
  /** Whether a value is allowed. It is not called with `undefined`, which means that the option is absent. */
  readonly accepts: (value: unknown) => boolean;
  /** For numbers: a value that is not a number is a TypeError, a number out of range a RangeError. */
  readonly type?: "number";
  /** Whether the option must be present. Default false. */
  readonly required?: boolean;
}

/** The rule of each option by name; with `OptionRules<keyof MyOptions>` the compiler finds a missing one. */
export type OptionRules<Name extends string = string> = Readonly<Record<Name, OptionRule>>;

/**
 * Validates the options of a public function, for callers without a type checker. Throws TypeError (RangeError for a number
 * out of range) that names the function or class, the option and its value: for an option that is missing, has the wrong
 * type, or is unknown, in which case the closest known name is suggested. An option that is `undefined` is absent.
 */
export function checkOptions(owner: string, options: unknown, rules: OptionRules): void {
  checkAll(owner, options, { rules, passedThrough: false });
}

/**
 * Like {@link checkOptions}, for an options object that a caller passes through together with options of its own: an
 * unknown option is ignored, unless its name is close to that of a known one that is absent.
 */
export function checkPassedThroughOptions(owner: string, options: unknown, rules: OptionRules): void {
  checkAll(owner, options, { rules, passedThrough: true });
}

function checkAll(
  owner: string,
  options: unknown,
  { rules, passedThrough }: { readonly rules: OptionRules; readonly passedThrough: boolean },
): void {
  if (!isObject(options)) throw new TypeError(`${owner}: ${shown(options)} is not an options object`);
  for (const name of Object.keys(options)) {
    if (options[name] === undefined || Object.hasOwn(rules, name)) continue;
    const candidates = Object.keys(rules).filter((known) => !passedThrough || options[known] === undefined);
    const nearest = candidates.find((known) => isNear(known.toLowerCase(), name.toLowerCase()));
    if (nearest === undefined && passedThrough) continue;
    const hint =
      nearest === undefined ? `known options: ${Object.keys(rules).join(", ")}` : `did you mean "${nearest}"?`;
    throw new TypeError(`${owner}: unknown option ${JSON.stringify(name)}; ${hint}`);
  }
  for (const name of Object.keys(rules)) checkArgument(owner, name, options[name], rules[name] as OptionRule);
}

/** Like {@link checkOptions}, for a single argument or option. */
export function checkArgument(owner: string, name: string, value: unknown, rule: OptionRule): void {
  if (value === undefined) {
    if (rule.required === true) throw new TypeError(`${owner}: ${name} is missing: it must be ${rule.expected}`);
    return;
  }
  if (rule.accepts(value)) return;
  const Refusal = rule.type === "number" && typeof value === "number" ? RangeError : TypeError;
  throw new Refusal(`${owner}: ${name}: ${shown(value)} is not ${rule.expected}`);
}

/** The same rule for a required option. */
function required(rule: OptionRule): OptionRule {
  return { ...rule, required: true };
}

/** An integer from `least` to `most`; `Infinity` is accepted where `most` is Infinity. */
function wholeNumber(least: number, most?: number): OptionRule {
  const orMore = `a whole number of ${least} or more${most === undefined ? "" : ", or Infinity"}`;
  return {
    expected: Number.isFinite(most) ? `a whole number from ${least} to ${most}` : orMore,
    type: "number",
    accepts: (value) =>
      (Number.isInteger(value) &&
        (value as number) >= least &&
        (value as number) <= (most ?? Number.MAX_SAFE_INTEGER)) ||
      (value === Number.POSITIVE_INFINITY && most === Number.POSITIVE_INFINITY),
  };
}

/** A duration in milliseconds, 0 or more. */
const milliseconds: OptionRule = {
  expected: "a number of milliseconds of 0 or more",
  type: "number",
  accepts: (value) => Number.isFinite(value) && (value as number) >= 0,
};

/** A fraction: above 0, at most 1. */
const share: OptionRule = {
  expected: "a number above 0, up to 1",
  type: "number",
  accepts: (value) => Number.isFinite(value) && (value as number) > 0 && (value as number) <= 1,
};

/** A duration in milliseconds above 0, or Infinity. */
const interval: OptionRule = {
  expected: "a positive number of milliseconds or Infinity",
  type: "number",
  accepts: (value) => typeof value === "number" && value > 0,
};

/** A string that is not empty. */
const text: OptionRule = {
  expected: "a non-empty string",
  accepts: (value) => typeof value === "string" && value !== "",
};
/** `true` or `false`. */
const flag: OptionRule = { expected: "true or false", accepts: (value) => typeof value === "boolean" };
/** A function. */
const callable: OptionRule = { expected: "a function", accepts: (value) => typeof value === "function" };
/** An object that is not an array. */
const object: OptionRule = { expected: "an object", accepts: isObject };
/** A list of non-empty strings. */
const texts: OptionRule = {
  expected: "a list of strings",
  accepts: (value) => Array.isArray(value) && value.every(text.accepts),
};
/** A KindFilter, from whichever installed copy of this package. */
const kindFilter: OptionRule = {
  expected: 'a KindFilter, such as KindFilter.kind("Pod") or KindFilter.kinds(["Pod", "Node"])',
  accepts: having("matches"),
};
/** A Store, or an object with part of its methods. */
const store: OptionRule = {
  expected: "a Store",
  accepts: (value) => having("get")(value) || having("watch")(value) || having("create")(value),
};
/** A Clock. */
const clock: OptionRule = { expected: "a Clock", accepts: having("now", "setTimer", "turn") };
/** A RandomSource. */
const random: OptionRule = { expected: "a RandomSource", accepts: having("next") };
/** A Logger. */
const logger: OptionRule = { expected: "a Logger", accepts: having("debug", "info", "warn", "error") };
/** An EventRecorder. */
const recorder: OptionRule = { expected: "an EventRecorder", accepts: having("event") };
/** An AbortSignal. */
const abortSignal: OptionRule = { expected: "an AbortSignal", accepts: having("addEventListener") };

/** Rules for common types of options; write an {@link OptionRule} for anything else. */
export const optionRules = {
  required,
  wholeNumber,
  milliseconds,
  interval,
  share,
  text,
  texts,
  flag,
  callable,
  object,
  kindFilter,
  store,
  clock,
  random,
  logger,
  recorder,
  abortSignal,
} as const;

function having(...methods: readonly string[]): (value: unknown) => boolean {
  return (value) =>
    typeof value === "object" &&
    value !== null &&
    methods.every((method) => typeof (value as Readonly<Record<string, unknown>>)[method] === "function");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Promise);
}

const longestShown = 60;

/** Formats a value for an error message. */
function shown(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value !== "string" && (typeof value !== "object" || value === null)) return String(value);
  if (value instanceof Promise) return "a Promise (is an await missing?)";
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch {
    json = undefined;
  }
  if (json === undefined) return "an object";
  // An instance without visible fields is named by its class.
  const className = json === "{}" && value?.constructor?.name;
  if (className && className !== "Object") return `an object of class ${className}`;
  return json.length > longestShown ? `${json.slice(0, longestShown)}...` : json;
}

/** Whether one is a prefix of the other, or their edit distance is at most two. */
function isNear(left: string, right: string): boolean {
  if (left.startsWith(right) || right.startsWith(left)) return true;
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let at = 1; at <= left.length; at++) {
    const next = [at];
    for (let place = 1; place <= right.length; place++) {
      const change = (row[place - 1] as number) + (left[at - 1] === right[place - 1] ? 0 : 1);
      next.push(Math.min(change, (row[place] as number) + 1, (next[place - 1] as number) + 1));
    }
    row = next;
  }
  return (row.at(-1) as number) <= 2;
}
