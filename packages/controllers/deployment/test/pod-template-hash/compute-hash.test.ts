import { describe, expect, it } from "vitest";
import type { PodTemplate } from "../../src/pod-template.js";
import { computeHash } from "../../src/pod-template-hash/compute-hash.js";
import { dumpPodTemplate, textOf } from "../../src/pod-template-hash/dump.js";
import vectors from "../fixtures/pod-template-hash-1.34.json";

describe("computeHash", () => {
  for (const { name, template, dump, hashes } of vectors) {
    it(`DEP-48: dumps the template ${name} as Kubernetes 1.34 does`, () => {
      expect(textOf((out) => dumpPodTemplate(template as PodTemplate, out))).toBe(dump);
    });

    for (const [count, hash] of Object.entries(hashes)) {
      it(`DEP-45, V-HASH: ${name} with collisionCount ${count} is ${hash}`, () => {
        expect(computeHash(template as PodTemplate, count === "absent" ? undefined : Number(count))).toBe(hash);
      });
    }
  }
});
