import { describe, expect, it } from "vitest";
import { selectBetaApis } from "../../src/beta-apis.js";
import { readCommandLine } from "../../src/command-line.js";

const read = async (...argv: string[]) => {
  const parsed = await readCommandLine({ argv, program: "engenho", env: {}, tell() {} }, "0");
  return parsed.type === "run" ? parsed.options : undefined;
};
const gate = "MutatingAdmissionPolicy";
const version = "admissionregistration.k8s.io/v1beta1";

describe("--feature-gates and --runtime-config", () => {
  it.each([
    ["nothing", [], [], [], []],
    ["the gate alone", [`${gate}=true`], [], [], []],
    ["the version alone", [], [`${version}=true`], [`${gate}`, `${gate}Binding`], []],
    ["both", [`${gate}=true`], [`${version}=true`], [`${gate}`, `${gate}Binding`], [gate]],
    ["both, the version without a value", [`${gate}=true`], [version], [`${gate}`, `${gate}Binding`], [gate]],
    ["all of beta", ["AllBeta=true"], ["api/beta=true"], [`${gate}`, `${gate}Binding`], [gate]],
    ["all of beta but this", ["AllBeta=true", `${gate}=false`], ["api/all=true", `${version}=false`], [], []],
  ])("%s", (_, featureGates, runtimeConfig, kinds, plugins) => {
    const chosen = selectBetaApis({ featureGates, runtimeConfig });
    expect(chosen.kinds.map(({ kind }) => kind)).toEqual(kinds);
    expect(chosen.admission.map(({ name }) => name)).toEqual(plugins);
  });

  it("are lists, and given twice they add up", async () => {
    expect(
      await read(
        `--feature-gates=${gate}=true,AllAlpha=false`,
        "--feature-gates=AllBeta=true",
        "--runtime-config=api/all",
      ),
    ).toMatchObject({ featureGates: [`${gate}=true`, "AllAlpha=false", "AllBeta=true"], runtimeConfig: ["api/all"] });
  });

  it.each([
    ["--feature-gates=Unknown=true", "unrecognized feature gate: Unknown"],
    [`--feature-gates=${gate}=yes`, `invalid value of ${gate} in --feature-gates: yes, it must be true or false`],
    ["--runtime-config=apps/v1=false", "runtime-config apps/v1 is not available in engenho"],
  ])("%s is refused", async (flag, message) => {
    await expect(read(flag)).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
  });
});
