import { randomBytes } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";

/** What a client needs to reach the server as its administrator. */
export interface ClusterAccess {
  /** Such as `https://127.0.0.1:6443`. */
  readonly server: string;
  /** PEM. */
  readonly caCertificate: string;
  readonly token: string;
}

/** A kubeconfig with one cluster, user and context, all named `engenho`. It is JSON, which every reader of YAML reads. */
export function renderKubeconfig(access: ClusterAccess): string {
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "engenho",
        cluster: {
          server: access.server,
          "certificate-authority-data": Buffer.from(access.caCertificate).toString("base64"),
        },
      },
    ],
    users: [{ name: "engenho", user: { token: access.token } }],
    contexts: [{ name: "engenho", context: { cluster: "engenho", user: "engenho" } }],
    "current-context": "engenho",
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

/** Writes the file whole or not at all, readable by its owner only (mode 0600), whatever was there before. */
export async function writeKubeconfig(file: string, access: ClusterAccess): Promise<void> {
  const temporary = `${file}.${randomBytes(8).toString("hex")}`;
  try {
    await writeFile(temporary, renderKubeconfig(access), { mode: 0o600, flag: "wx" });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
