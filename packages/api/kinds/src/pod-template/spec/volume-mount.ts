import type { Container } from "@engenho/core";
import type { Causes } from "@engenho/machinery";
import type { Volume } from "./volume.js";
import { checkDescendingPath } from "./volume-paths.js";

type Mount = NonNullable<Container["volumeMounts"]>[number];

interface MountContext {
  readonly causes: Causes;
  /** The Pod's volumes by name. */
  readonly volumes: ReadonlyMap<string, Volume>;
}

const propagations = ["Bidirectional", "HostToContainer", "None"] as const;

/** Checks `volumeMounts` of a container against the Pod's volumes. */
export function checkVolumeMounts(container: Container, path: string, { causes, volumes }: MountContext): void {
  const devices = container.volumeDevices ?? [];
  const paths = new Set<string>();
  for (const [index, mount] of (container.volumeMounts ?? []).entries()) {
    const at = `${path}[${index}]`;
    const { name = "", mountPath = "", subPath = "", subPathExpr = "", mountPropagation } = mount;
    if (name === "") causes.required(`${at}.name`);
    if (!volumes.has(name)) causes.notFound(`${at}.name`, name);
    if (mountPath === "") causes.required(`${at}.mountPath`);
    if (paths.has(mountPath)) causes.invalid(`${at}.mountPath`, mountPath, "must be unique");
    paths.add(mountPath);
    if (devices.some((device) => device.name === name)) {
      causes.invalid(`${at}.name`, name, "must not already exist in volumeDevices");
    }
    if (devices.some((device) => device.devicePath === mountPath)) {
      causes.invalid(`${at}.mountPath`, mountPath, "must not already exist as a path in volumeDevices");
    }
    if (subPath !== "") checkDescendingPath(subPath, `${path}.subPath`, causes);
    if (subPathExpr !== "") {
      if (subPath !== "") {
        causes.invalid(`${at}.subPathExpr`, subPathExpr, "subPathExpr and subPath are mutually exclusive");
      }
      checkDescendingPath(subPathExpr, `${path}.subPathExpr`, causes);
    }
    if (mountPropagation !== undefined) checkPropagation(container, mountPropagation, { path, causes });
    checkRecursiveReadOnly(mount, `${path}.recursiveReadOnly`, causes);
  }
}

function checkRecursiveReadOnly(mount: Mount, path: string, causes: Causes): void {
  const { recursiveReadOnly: mode } = mount as { readonly recursiveReadOnly?: string };
  if (mode === undefined || mode === "Disabled") return;
  if (mode !== "Enabled" && mode !== "IfPossible") {
    causes.notSupported(path, mode, ["Disabled", "Enabled", "IfPossible"]);
    return;
  }
  if (mount.readOnly !== true) causes.forbidden(path, "may only be specified when readOnly is true");
  if (mount.mountPropagation !== undefined && mount.mountPropagation !== "None") {
    causes.forbidden(path, "may only be specified when mountPropagation is None or not specified");
  }
}

function checkPropagation(
  container: Container,
  propagation: string,
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  const at = `${path}.mountPropagation`;
  if (!(propagations as readonly string[]).includes(propagation)) causes.notSupported(at, propagation, propagations);
  if (propagation === "Bidirectional" && container.securityContext?.privileged !== true) {
    causes.forbidden(at, "Bidirectional mount propagation is available only to privileged containers");
  }
}

/** Checks `volumeDevices` of a container against the Pod's volumes. */
export function checkVolumeDevices(container: Container, path: string, { causes, volumes }: MountContext): void {
  const mounts = container.volumeMounts ?? [];
  const names = new Set<string>();
  const paths = new Set<string>();
  for (const [index, device] of (container.volumeDevices ?? []).entries()) {
    const at = `${path}[${index}]`;
    const { name = "", devicePath = "" } = device;
    const volume = volumes.get(name);
    if (name === "") causes.required(`${at}.name`);
    if (names.has(name)) causes.invalid(`${at}.name`, name, "must be unique");
    if (volume === undefined) causes.notFound(`${at}.name`, name);
    else if (volume.persistentVolumeClaim === undefined && volume.ephemeral === undefined) {
      const detail = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode";
      causes.invalid(`${at}.name`, name, detail);
    }
    if (devicePath === "") causes.required(`${at}.devicePath`);
    if (paths.has(devicePath)) causes.invalid(`${at}.devicePath`, devicePath, "must be unique");
    if (devicePath.split("/").includes("..")) {
      causes.invalid(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')");
    } else paths.add(devicePath);
    if (mounts.some((mount) => mount.name === name)) {
      causes.invalid(`${at}.name`, name, "must not already exist in volumeMounts");
    }
    if (mounts.some((mount) => mount.mountPath === devicePath)) {
      causes.invalid(`${at}.devicePath`, devicePath, "must not already exist as a path in volumeMounts");
    }
    if (name !== "") names.add(name);
  }
}
