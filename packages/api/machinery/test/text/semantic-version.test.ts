import { expect, it } from "vitest";
import {
  compareSemanticVersions,
  parseNormalizedVersion,
  parseSemanticVersion,
} from "../../src/text/semantic-version.js";

it.each<[string, string]>([
  ["", "Version string empty"],
  ["1.0", "No Major.Minor.Patch elements found"],
  ["v1.0.0", 'Invalid character(s) found in major number "v1"'],
  ["01.1.1", 'Major number must not contain leading zeroes "01"'],
  ["1.x.1", 'Invalid character(s) found in minor number "x"'],
  ["1..1", 'strconv.ParseUint: parsing "": invalid syntax'],
  ["1.1.99999999999999999999", 'strconv.ParseUint: parsing "99999999999999999999": value out of range'],
  ["1.1.1-", "Prerelease is empty"],
  ["1.1.1-01", 'Numeric PreRelease version must not contain leading zeroes "01"'],
  ["1.1.1-a_b", 'Invalid character(s) found in prerelease "a_b"'],
  ["1.1.1+", "Build meta data is empty"],
])("%j is not a version: %s", (text, message) => {
  expect(() => parseSemanticVersion(text)).toThrow(message);
});

it.each<[string, string]>([
  ["v1.0.0", "1.0.0"],
  ["1.0", "1.0.0"],
  ["1", "1.0.0"],
  ["01.01.01", "1.1.1"],
  ["v01", "1.0.0"],
  ["1.01.01-rc.1+b", "1.1.1-rc.1"],
])("%s is normalized to %s", (text, expected) => {
  expect(compareSemanticVersions(parseNormalizedVersion(text), parseSemanticVersion(expected))).toBe(0);
});

it("versions are ordered as semver.org specifies", () => {
  const ordered = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11"];
  const versions = [...ordered, "1.0.0-rc.1", "1.0.0", "1.0.1", "1.1.0", "2.0.0"].map(parseSemanticVersion);
  for (const [left, version] of versions.entries()) {
    for (const [right, other] of versions.entries()) {
      expect(compareSemanticVersions(version, other)).toBe(Math.sign(left - right));
    }
  }
});
