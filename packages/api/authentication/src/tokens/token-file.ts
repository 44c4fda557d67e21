import type { Logger, User } from "@engenho/core";
import { csvRecords } from "./csv-records.js";

/** A token file that is being read. */
export interface TokenFile {
  /** Its path, for messages. */
  readonly path: string;
  /** Its content: comma-separated values, one user a line. */
  readonly text: string;
  /** Logs empty and repeated tokens. */
  readonly logger: Logger;
}

/**
 * The users of a `--token-auth-file` by their tokens: lines of token, user name, user UID and, in quotes, groups (upstream:
 * token/tokenfile). Empty and repeated tokens are logged by their number. Throws Error for a malformed file.
 */
export function readTokenFile({ path, text, logger }: TokenFile): ReadonlyMap<string, User> {
  const users = new Map<string, User>();
  let number = 0;
  for (const record of csvRecords(text)) {
    const [token = "", name = "", uid, groups] = record;
    if (uid === undefined) {
      throw new Error(
        `token file '${path}' must have at least 3 columns (token, user name, user uid), found ${record.length}`,
      );
    }
    number++;
    if (token === "") {
      logger.warn({ file: path, record: number }, "empty token has been found in token file");
      continue;
    }
    if (users.has(token)) logger.warn({ file: path, record: number }, "duplicate token has been found in token file");
    users.set(token, {
      name,
      ...(uid === "" ? {} : { uid }),
      ...(groups === undefined ? {} : { groups: groups.split(",") }),
    });
  }
  return users;
}
