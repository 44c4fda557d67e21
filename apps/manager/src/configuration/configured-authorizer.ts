import { createAuthorizer, type StoreAuthorizer } from "@engenho/authorization";
import type { Clock, Logger } from "@engenho/core";
import type { Measure } from "../metrics/measure.js";
import { readText } from "../read-flag-file.js";
import { UsageError } from "../usage-error.js";
import { authorizersOf } from "./authorization-configuration.js";
import { sourceOf } from "./read-configuration.js";
import { reloadMeasures } from "./reload-measures.js";
import { watchFile } from "./watched-file.js";

/**
 * The authorizer that an AuthorizationConfiguration describes, and the metrics of its reloads. While it runs, the file is watched: an invalid change is
 * logged and ignored; only webhooks may be added, changed and removed (upstream:
 * pkg/kubeapiserver/authorizer/reload.go). Throws UsageError.
 */
export async function configuredAuthorizer(
  file: string,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Promise<{ readonly authorizer: StoreAuthorizer; readonly measures: readonly Measure[] }> {
  const name = `${file} of --authorization-config`;
  const modesOf = async (text: string) => authorizersOf(await sourceOf(text, name), { clock });
  const text = await readText(file, name);
  const modes = await modesOf(text);
  const authorizer = createAuthorizer({ modes, clock, logger });
  const reloads = reloadMeasures("authorization", clock);
  reloads.onConfiguration(text, "first");
  const onChange = async (changed: string) => {
    const next = await modesOf(changed);
    const missing = modes.filter((mode) => typeof mode === "string" && !next.includes(mode));
    if (missing.length > 0)
      throw new UsageError(`${name}: authorizers of the start are missing: ${missing.join(", ")}`, 1);
    authorizer.reconfigure(next);
    reloads.onConfiguration(changed, "changed");
  };
  const watching: StoreAuthorizer = {
    authorize: (attributes) => authorizer.authorize(attributes),
    rulesFor: (user, namespace) => authorizer.rulesFor(user, namespace),
    reconfigure: (modes) => authorizer.reconfigure(modes),
    run(store, signal, onReady) {
      watchFile({ file, text, onChange, onFailure: reloads.onFailure, clock, logger }, signal);
      return authorizer.run(store, signal, onReady);
    },
  };
  return { authorizer: watching, measures: reloads.measures };
}
