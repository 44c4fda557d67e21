import { createPrivateKey, randomBytes } from "node:crypto";
import { chmod, link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage } from "@engenho/core";
import { createAuthority, newKey, readAuthority, toPem } from "../certificates/authority.js";
import { UsageError } from "../usage-error.js";
import { type Credentials, newToken } from "./credentials.js";

/** The folder in a data directory. */
const folderName = "pki";

/**
 * Credentials that are kept in a data directory: `pki/ca.pem` (the authority's certificate and its key), `sa.key` and
 * `admin.token`, which are generated if they do not exist. Programs that share the directory get the same credentials,
 * even if they start at the same time. The directories have mode 0700, the files 0600. Throws UsageError that names the
 * file.
 */
export async function keptCredentials(dataDir: string, nowMs: number): Promise<Credentials> {
  const folder = join(dataDir, folderName);
  await privateFolder(dataDir);
  await privateFolder(folder);
  const authority = await kept(join(folder, "ca.pem"), {
    create() {
      const { certificate, privateKey } = createAuthority(nowMs);
      return certificate + toPem(privateKey);
    },
    parse: (pem) => readAuthority(pem, pem, nowMs),
  });
  const serviceAccountKey = await kept(join(folder, "sa.key"), {
    create: () => toPem(newKey().privateKey),
    parse: createPrivateKey,
  });
  const administratorToken = await kept(join(folder, "admin.token"), {
    create: () => `${newToken()}\n`,
    parse(text) {
      if (text.trim() === "") throw new Error("the file is empty");
      return text.trim();
    },
  });
  return { authority: () => authority, administratorToken, serviceAccountKey: () => serviceAccountKey };
}

/** The content of a file, which is created if it does not exist. */
async function kept<T>(
  file: string,
  { create, parse }: { readonly create: () => string; readonly parse: (text: string) => T },
): Promise<T> {
  const text = (await contentOf(file)) ?? (await created(file, create()));
  try {
    return parse(text);
  } catch (error) {
    throw fault("use", file, error);
  }
}

async function contentOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw fault("read", file, error);
  }
}

/** Creates a file atomically, and returns its content: that of another program, if one was faster. */
async function created(file: string, text: string): Promise<string> {
  const temporary = `${file}.${randomBytes(8).toString("hex")}`;
  try {
    await writeFile(temporary, text, { mode: 0o600, flush: true });
    await link(temporary, file);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw fault("write", file, error);
    return (await contentOf(file)) ?? text;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function privateFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    // mkdir does not change the mode of an existing directory.
    await chmod(path, 0o700);
  } catch (error) {
    throw fault("use", path, error);
  }
}

function fault(verb: string, path: string, error: unknown): UsageError {
  return new UsageError(`cannot ${verb} ${path} of --data-dir: ${errorMessage(error)}`, 1);
}
