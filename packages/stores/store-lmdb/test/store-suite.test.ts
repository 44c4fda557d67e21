import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeStore } from "@engenho/core/testing";
import { createLmdbStore } from "@engenho/store-lmdb";
import { afterAll, describe, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "engenho-lmdb-"));
let directories = 0;

afterAll(() => rmSync(folder, { recursive: true }));

describeStore(
  "the store in a directory",
  async (setup) => createLmdbStore({ ...setup, directory: join(folder, String(directories++)) }),
  { describe, it },
);
