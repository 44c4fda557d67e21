import { describe, expect, it } from "vitest";
import { flagNames } from "../../src/flags/all-flags.js";
import { translateFlags } from "../../src/kube-apiserver/translate-flags.js";
import { booleanFlags, ignoredFlags, refusedFlags } from "../../src/kube-apiserver/upstream-flags.js";

const obeyed = new Set(["port", "bind-address", "cert-dir", "v", "anonymous-auth"]);
const translate = (...argv: string[]) => translateFlags(argv, (name) => obeyed.has(name));

describe("kube-apiserver's command line", () => {
  const translated: readonly [title: string, argv: string[], args: string[]][] = [
    ["--name=value", ["--bind-address=127.0.0.1"], ["--bind-address=127.0.0.1"]],
    ["--name value", ["--bind-address", "127.0.0.1"], ["--bind-address=127.0.0.1"]],
    ["a value with = in it", ["--cert-dir=/a=b"], ["--cert-dir=/a=b"]],
    ["a value that begins with a dash", ["--cert-dir", "-x"], ["--cert-dir=-x"]],
    ["an empty value", ["--cert-dir="], ["--cert-dir="]],
    ["another name", ["--secure-port=6443"], ["--port=6443"]],
    ["the short form", ["-v=2"], ["--v=2"]],
    ["_ in the place of -", ["--bind_address=::1"], ["--bind-address=::1"]],
    [
      "a boolean without a value, which does not take the next argument",
      ["--anonymous-auth", "--v=1"],
      ["--anonymous-auth=true", "--v=1"],
    ],
    ["a boolean with a value", ["--anonymous-auth=false"], ["--anonymous-auth=false"]],
    [
      "what makes no difference here",
      ["--etcd-servers", "http://127.0.0.1:1", "--allow-privileged", "--v=1"],
      ["--v=1"],
    ],
  ];
  it.each(translated)("is translated: %s", (_title, argv, args) => {
    expect(translate(...argv)).toEqual({ args, warnings: [] });
  });

  it.each([
    [["--made-up=1"], []],
    [["--made-up", "1", "--v=2"], ["--v=2"]],
    [["--made-up", "--v=2"], ["--v=2"]],
    [["--made-up"], []],
  ])("warns of the unknown flag in %j", (argv, args) => {
    expect(translate(...argv)).toEqual({ args, warnings: ["--made-up is not known, and ignored"] });
  });

  it("refuses to ignore what a client would see, unless it is empty", () => {
    expect(() => translate("--encryption-provider-config=f")).toThrow(
      "kube-apiserver: --encryption-provider-config cannot be obeyed: objects are not encrypted",
    );
    expect(translate("--encryption-provider-config=")).toEqual({ args: [], warnings: [] });
  });

  it.each([
    [["serve"], 'unknown argument "serve"'],
    [["--"], 'unknown argument "--"'],
    [["--cert-dir"], "flag needs an argument: --cert-dir"],
    [["--etcd-servers"], "flag needs an argument: --etcd-servers"],
  ])("with %j is a usage error", (argv, message) => {
    expect(() => translate(...argv)).toThrow(message);
  });

  it("has no flag in two tables, and refuses none that engenho supports; those of etcd are ignored, because envtest's is a stand-in", () => {
    const obeyedToo = [...refusedFlags.keys(), ...ignoredFlags].filter((name) => flagNames().has(name));
    expect(obeyedToo.sort()).toEqual([
      "etcd-cafile",
      "etcd-certfile",
      "etcd-compaction-interval",
      "etcd-keyfile",
      "etcd-prefix",
      "etcd-servers",
    ]);
    const both = [...ignoredFlags].filter((name) => refusedFlags.has(name));
    expect(both).toEqual([]);
    const booleansWithoutPlace = [...booleanFlags].filter((name) => refusedFlags.has(name));
    expect(booleansWithoutPlace).toEqual([]);
  });
});
