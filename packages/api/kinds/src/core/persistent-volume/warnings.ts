import { both, type KindWarnings } from "../../shared/kind-warnings.js";
import { persistentVolumeWarnings } from "./persistent-volume-warnings.js";

/** Upstream: WarningsOnCreate and WarningsOnUpdate of PersistentVolume's strategy. */
export const persistentVolumeKindWarnings: KindWarnings = both(persistentVolumeWarnings);
