import { describe, expect, it } from "vitest";
import { readCommandLine } from "../src/command-line.js";

const read = (...argv: string[]) => readCommandLine({ argv, program: "engenho", env: {}, tell() {} }, "0");

describe("the command line", () => {
  it.each(["types", "envtest", "backup", "restore", "migrate", "kube-apiserver", "kube-controller-manager"])(
    "%s --help prints its usage, and succeeds",
    async (command) => {
      for (const argv of [
        [command, "--help"],
        [command, "-h"],
      ]) {
        const printed = await read(...argv);
        expect(printed.type).toBe("print");
        expect("text" in printed && printed.text).toMatch(new RegExp(`(engenho ${command}|place of kube-apiserver)`));
      }
    },
  );

  it.each(["start", "Backup", "kube-scheduler"])("%s is no command, and the error lists them", async (name) => {
    await expect(read(name, "--help")).rejects.toThrow(
      `"${name}" is not a command; the commands are types, envtest, kube-controller-manager, kube-apiserver, backup,`,
    );
  });
});
