import { describe, expect, it } from "vitest";
import { kubeApiserverCommand } from "../../src/kube-apiserver/command.js";

const flagNames = new Set(["port", "controllers", "nodes"]);
const command = (argv: string[], env = {}) => kubeApiserverCommand(argv, { flagNames, env });

describe("engenho kube-apiserver", () => {
  it("runs no controllers and no nodes, unless the environment asks for them", () => {
    expect(command(["--secure-port=1"])).toEqual({
      type: "run",
      args: ["--controllers=", "--nodes=0", "--port=1"],
      warnings: [],
    });
    const env = { ENGENHO_CONTROLLERS: "*", ENGENHO_NODES: "2" };
    expect(command([], env)).toMatchObject({ args: ["--controllers=*", "--nodes=2"] });
  });

  it.each([["--version"], ["--version=raw"]])("prints kube-apiserver's version for %s", (flag) => {
    expect(command([flag])).toEqual({ type: "print", text: "Kubernetes v1.34.0\n" });
  });

  it("has a help in which envtest finds the flags of its versions, and not the insecure port", () => {
    const help = command(["--help"]);
    const has = (flag: string) => new RegExp(`^\\s*--${flag}\\b`, "m").test(help.type === "print" ? help.text : "");
    expect(["secure-port", "etcd-servers", "port"].map(has)).toEqual([true, true, true]);
    expect(has("insecure-port")).toBe(false);
  });
});
