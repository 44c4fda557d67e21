import { both, type KindWarnings } from "../../definition/kind-warnings.js";
import { tlsSecretWarnings } from "./tls-secret-warnings.js";

/** Upstream: WarningsOnCreate and WarningsOnUpdate of Secret's strategy. */
export const secretWarnings: KindWarnings = both(tlsSecretWarnings);
