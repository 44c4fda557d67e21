import { describe, expect, it } from "vitest";
import { findPluginNameErrors } from "../../src/index.js";

const cases: readonly [title: string, enable: string[], disable: string[], errors: string[]][] = [
  ["nothing", [], [], []],
  ["a known plugin each", ["AlwaysPullImages"], ["ServiceAccount"], []],
  [
    "unknown plugins",
    ["Nonsense", "AlwaysPullImages"],
    ["Other"],
    ['enable-admission-plugins plugin "Nonsense" is unknown', 'disable-admission-plugins plugin "Other" is unknown'],
  ],
  [
    "the same plugins in both",
    ["Priority", "LimitRanger", "Priority"],
    ["LimitRanger", "Priority"],
    ["[LimitRanger Priority] in enable-admission-plugins and disable-admission-plugins overlapped"],
  ],
  [
    "a plugin that is missing here, enabled",
    ["ImagePolicyWebhook"],
    [],
    ['enable-admission-plugins plugin "ImagePolicyWebhook" is not available in engenho'],
  ],
  ["a plugin that is missing here, disabled", [], ["ImagePolicyWebhook"], []],
  ["a name in other letters", [], ["limitranger"], ['disable-admission-plugins plugin "limitranger" is unknown']],
];

describe("--enable-admission-plugins and --disable-admission-plugins", () => {
  it.each(cases)("%s: has upstream's messages", (_title, enable, disable, errors) => {
    const isAvailable = (name: string) => name !== "ImagePolicyWebhook";
    expect(findPluginNameErrors({ enable, disable, isAvailable })).toEqual(errors);
  });
});
