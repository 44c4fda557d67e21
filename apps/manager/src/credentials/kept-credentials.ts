import { createPrivateKey } from "node:crypto";
import { chmod, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage } from "@engenho/core";
import { createAuthority, newKey, readAuthority, toPem } from "../certificates/authority.js";
import { writePrivateFile } from "../private-file.js";
import { UsageError } from "../usage-error.js";
import { type Credentials, newToken } from "./credentials.js";

/** The folder in a data directory. */
const folderName = "pki";

/**
 * Credentials that are kept in a data directory: `pki/ca.crt`, `ca.key`, `sa.key` and `admin.token`, which are generated if they do
 * not exist. The directories have mode 0700, the files 0600. Throws UsageError that names the file.
 */
export async function keptCredentials(dataDir: string, nowMs: number): Promise<Credentials> {
  const folder = join(dataDir, folderName);
  await privateFolder(dataDir);
  await privateFolder(folder);
  const kept = (name: string) => keptFile(join(folder, name));
  const authority = await kept("ca.key").read((key) =>
    kept("ca.crt").read((certificate) => readAuthority(certificate, key, nowMs)),
  );
  const serviceAccountKey = await kept("sa.key").read(createPrivateKey);
  const token = await kept("admin.token").read((text) => {
    if (text.trim() === "") throw new Error("the file is empty");
    return text.trim();
  });
  const made = authority ?? createAuthority(nowMs);
  const key = serviceAccountKey ?? newKey().privateKey;
  const administratorToken = token ?? newToken();
  if (authority === undefined) {
    // The key last: without it there is no authority.
    await kept("ca.crt").write(made.certificate);
    await kept("ca.key").write(toPem(made.privateKey));
  }
  if (serviceAccountKey === undefined) await kept("sa.key").write(toPem(key));
  if (token === undefined) await kept("admin.token").write(`${administratorToken}\n`);
  return { authority: () => made, administratorToken, serviceAccountKey: () => key };
}

interface KeptFile {
  /** What `parse` makes of the text; undefined if there is no file. */
  read<T>(parse: (text: string) => T | Promise<T>): Promise<T | undefined>;
  write(text: string): Promise<void>;
}

function keptFile(file: string): KeptFile {
  return {
    async read(parse) {
      let text: string;
      try {
        text = await readFile(file, "utf8");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw fault("read", file, error);
      }
      try {
        return await parse(text);
      } catch (error) {
        throw error instanceof UsageError ? error : fault("use", file, error);
      }
    },
    async write(text) {
      try {
        await writePrivateFile(file, text);
      } catch (error) {
        throw fault("write", file, error);
      }
    },
  };
}

async function privateFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    // mkdir leaves the mode of a directory that exists.
    await chmod(path, 0o700);
  } catch (error) {
    throw fault("use", path, error);
  }
}

function fault(verb: string, path: string, error: unknown): UsageError {
  return new UsageError(`cannot ${verb} ${path} of --data-dir: ${errorMessage(error)}`, 1);
}
