/** A semantic version (github.com/blang/semver v4). Build metadata does not affect order or equality. */
export interface SemanticVersion {
  /** The 1 of `1.2.3-rc.4`. */
  readonly major: bigint;
  /** The 2 of `1.2.3-rc.4`. */
  readonly minor: bigint;
  /** The 3 of `1.2.3-rc.4`. */
  readonly patch: bigint;
  /** The identifiers `rc` and 4 of `1.2.3-rc.4`; empty for a release. */
  readonly prerelease: readonly (string | bigint)[];
}

const largest = 2n ** 64n - 1n;

/** Parses a version such as `1.2.3-rc.1+build`. Throws Error, with upstream's message, if it is invalid. */
export function parseSemanticVersion(text: string): SemanticVersion {
  if (text === "") throw new Error("Version string empty");
  const parts = cut(text, ".", 3);
  if (parts.length !== 3) throw new Error("No Major.Minor.Patch elements found");
  const [major = "", minor = "", rest = ""] = parts;
  const plus = rest.indexOf("+");
  const build = plus < 0 ? undefined : rest.slice(plus + 1).split(".");
  const core = plus < 0 ? rest : rest.slice(0, plus);
  const dash = core.indexOf("-");
  const prerelease = dash < 0 ? [] : core.slice(dash + 1).split(".");
  const patch = dash < 0 ? core : core.slice(0, dash);
  const version = {
    major: numberOf(major, "Major"),
    minor: numberOf(minor, "Minor"),
    patch: numberOf(patch, "Patch"),
    prerelease: prerelease.map(prereleaseOf),
  };
  for (const part of build ?? []) {
    if (part === "") throw new Error("Build meta data is empty");
    if (!/^[0-9A-Za-z-]+$/.test(part)) throw new Error(`Invalid character(s) found in build meta data ${quote(part)}`);
  }
  return version;
}

/**
 * As {@link parseSemanticVersion}, after removing a leading `v` and leading zeros, and adding missing minor and patch numbers
 * as 0 (library/semverlib.go: normalizeAndParse).
 */
export function parseNormalizedVersion(text: string): SemanticVersion {
  const parts = cut(text.startsWith("v") ? text.slice(1) : text, ".", 3).map(withoutLeadingZeros);
  if (parts.length < 3 && /[+-]/.test(parts.at(-1) ?? "")) {
    throw new Error("short version cannot contain PreRelease/Build meta data");
  }
  while (parts.length < 3) parts.push("0");
  return parseSemanticVersion(parts.join("."));
}

/** -1, 0 or 1. */
export function compareSemanticVersions(left: SemanticVersion, right: SemanticVersion): -1 | 0 | 1 {
  for (const part of ["major", "minor", "patch"] as const) {
    if (left[part] !== right[part]) return left[part] < right[part] ? -1 : 1;
  }
  if (left.prerelease.length === 0 || right.prerelease.length === 0) {
    return left.prerelease.length === right.prerelease.length ? 0 : left.prerelease.length === 0 ? 1 : -1;
  }
  for (const [index, part] of left.prerelease.entries()) {
    const other = right.prerelease[index];
    if (other === undefined) return 1;
    const order = compareParts(part, other);
    if (order !== 0) return order;
  }
  return left.prerelease.length < right.prerelease.length ? -1 : 0;
}

/** Numbers precede words. */
function compareParts(left: string | bigint, right: string | bigint): -1 | 0 | 1 {
  if (typeof left !== typeof right) return typeof left === "bigint" ? -1 : 1;
  return left < right ? -1 : left > right ? 1 : 0;
}

function numberOf(text: string, name: string): bigint {
  if (!/^[0-9]*$/.test(text))
    throw new Error(`Invalid character(s) found in ${name.toLowerCase()} number ${quote(text)}`);
  if (text.length > 1 && text.startsWith("0")) {
    throw new Error(`${name} number must not contain leading zeroes ${quote(text)}`);
  }
  return unsigned(text);
}

function prereleaseOf(text: string): string | bigint {
  if (text === "") throw new Error("Prerelease is empty");
  if (/^[0-9]+$/.test(text)) {
    if (text.length > 1 && text.startsWith("0")) {
      throw new Error(`Numeric PreRelease version must not contain leading zeroes ${quote(text)}`);
    }
    return unsigned(text);
  }
  if (!/^[0-9A-Za-z-]+$/.test(text)) throw new Error(`Invalid character(s) found in prerelease ${quote(text)}`);
  return text;
}

/** Go's strconv.ParseUint, with its messages. */
function unsigned(text: string): bigint {
  if (text === "") throw new Error('strconv.ParseUint: parsing "": invalid syntax');
  // The length is checked first: parsing a million digits takes longer than counting them.
  const value = text.length > 20 ? largest + 1n : BigInt(text);
  if (value > largest) throw new Error(`strconv.ParseUint: parsing ${quote(text)}: value out of range`);
  return value;
}

function withoutLeadingZeros(part: string): string {
  if (part.length <= 1) return part;
  const rest = part.replace(/^0+/, "");
  return /^[0-9]/.test(rest) ? rest : `0${rest}`;
}

/** Go's strings.SplitN. */
function cut(text: string, separator: string, times: number): string[] {
  const parts = text.split(separator);
  return parts.length <= times ? parts : [...parts.slice(0, times - 1), parts.slice(times - 1).join(separator)];
}

function quote(text: string): string {
  return JSON.stringify(text);
}
