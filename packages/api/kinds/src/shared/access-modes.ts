import type { Causes } from "@engenho/machinery";

const supported = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"] as const;

/** Checks `spec.accessModes` of a PersistentVolume or its claim. */
export function checkAccessModes(modes: readonly string[] | undefined, path: string, causes: Causes): void {
  const known = (modes ?? []).filter((mode) => (supported as readonly string[]).includes(mode));
  for (const mode of modes ?? []) if (!known.includes(mode)) causes.notSupported(path, mode, supported);
  if (known.includes("ReadWriteOncePod") && known.some((mode) => mode !== "ReadWriteOncePod")) {
    causes.forbidden(path, "may not use ReadWriteOncePod with other access modes");
  }
}
