import { describe, expect, it } from "vitest";
import { kubeApiserverCommand } from "../../src/kube-apiserver/command.js";

const flagNames = new Set(["port", "controllers", "nodes"]);
const command = (argv: string[], env = {}) => kubeApiserverCommand(argv, { flagNames, env });

describe("engenho kube-apiserver", () => {
  it("runs no controllers and no nodes, unless the environment asks for them", () => {
    expect(command(["--secure-port=1"])).toEqual({
      type: "run",
      args: ["--controllers=", "--nodes=0", "--authorization-mode=AlwaysAllow", "--port=1"],
      warnings: [],
    });
    const env = { ENGENHO_CONTROLLERS: "*", ENGENHO_NODES: "2" };
    const args = ["--controllers=*", "--nodes=2", "--authorization-mode=AlwaysAllow"];
    expect(command([], env)).toMatchObject({ args });
  });

  it("allows everything, as kube-apiserver does, unless authorization modes are given", () => {
    const flags = new Set([...flagNames, "authorization-mode"]);
    const run = (...argv: string[]) => kubeApiserverCommand(argv, { flagNames: flags, env: {} });
    const own = ["--controllers=", "--nodes=0"];
    expect(run("--authorization-mode", "Node,RBAC")).toMatchObject({
      args: [...own, "--anonymous-auth=true", "--authorization-mode=Node,RBAC"],
    });
    expect(run()).toMatchObject({ args: [...own, "--authorization-mode=AlwaysAllow"] });
  });

  it("lets its authorization modes judge anonymous requests, as kube-apiserver does, unless configured otherwise", () => {
    const flags = new Set([...flagNames, "authorization-mode", "anonymous-auth"]);
    const run = (...argv: string[]) =>
      kubeApiserverCommand(["--authorization-mode=RBAC", ...argv], { flagNames: flags, env: {} });
    expect(run()).toMatchObject({ args: expect.arrayContaining(["--anonymous-auth=true"]) });
    expect(run("--anonymous-auth=false")).not.toMatchObject({
      args: expect.arrayContaining(["--anonymous-auth=true"]),
    });
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
