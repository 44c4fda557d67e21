import { type Causes, dns1123LabelFaults, dns1123SubdomainFaults } from "@engenho/machinery";
import { checkIscsi } from "./iscsi-source.js";
import { checkNoBacksteps } from "./volume-paths.js";

/** A storage source, loosely typed: those of Pods and PersistentVolumes differ slightly. */
export type StorageSource = Readonly<Record<string, unknown>>;

/** Checks a storage source at `path`. */
export type SourceCheck = (source: never, path: string, causes: Causes) => void;

/** Most sources only have required fields. */
function requires(...fields: readonly string[]): SourceCheck {
  return (source: StorageSource, path, causes) => {
    for (const field of fields) if (isEmpty(source[field])) causes.required(`${path}.${field}`);
  };
}

function all(...checks: readonly SourceCheck[]): SourceCheck {
  return (source, path, causes) => {
    for (const check of checks) check(source, path, causes);
  };
}

const hostPathTypes = [
  "",
  "BlockDevice",
  "CharDevice",
  "Directory",
  "DirectoryOrCreate",
  "File",
  "FileOrCreate",
  "Socket",
] as const;
const partitionDetail = "must be between 1 and 255, inclusive";
const hostPortDetail = "must be a host:port pair or multiple pairs separated by commas";
const simultaneously = "can not be specified simultaneously";

const partition: SourceCheck = ({ partition = 0 }: { readonly partition?: number }, path, causes) => {
  if (partition < 0 || partition > 255) causes.invalid(`${path}.partition`, partition, partitionDetail);
};

/** The sources that are the same in Pods and PersistentVolumes (upstream: validate*VolumeSource). */
const sharedSourceChecks: Readonly<Record<string, SourceCheck>> = {
  hostPath: ({ path: host = "", type }: { readonly path?: string; readonly type?: string }, path, causes) => {
    if (host === "") {
      causes.required(`${path}.path`);
      return;
    }
    checkNoBacksteps(host, `${path}.path`, causes);
    if (type !== undefined && !(hostPathTypes as readonly string[]).includes(type)) {
      causes.notSupported(`${path}.type`, type, hostPathTypes);
    }
  },
  gcePersistentDisk: all(requires("pdName"), partition),
  awsElasticBlockStore: all(requires("volumeID"), partition),
  nfs: ({ server = "", path: exported = "" }: { readonly server?: string; readonly path?: string }, path, causes) => {
    if (server === "") causes.required(`${path}.server`);
    if (exported === "") causes.required(`${path}.path`);
    if (!exported.startsWith("/")) causes.invalid(`${path}.path`, exported, "must be an absolute path");
  },
  glusterfs: requires("endpoints", "path"),
  flocker: (source: { readonly datasetName?: string; readonly datasetUUID?: string }, path, causes) => {
    const { datasetName = "", datasetUUID = "" } = source;
    if (datasetName === "" && datasetUUID === "") {
      causes.required(path, "one of datasetName and datasetUUID is required");
    }
    if (datasetName !== "" && datasetUUID !== "") {
      causes.invalid(path, "resource", `datasetName and datasetUUID ${simultaneously}`);
    }
    if (datasetName.includes("/")) causes.invalid(`${path}.datasetName`, datasetName, "must not contain '/'");
  },
  rbd: requires("monitors", "image"),
  cephfs: requires("monitors"),
  quobyte: checkQuobyte as SourceCheck,
  fc: checkFibreChannel as SourceCheck,
  flexVolume: all(requires("driver"), ({ options = {} }: { readonly options?: StorageSource }, path, causes) => {
    for (const key of Object.keys(options)) {
      const [domain = key] = key.includes("/") ? key.split("/") : [key];
      if (!/\.(?:kubernetes|k8s)\.io$/.test(`.${domain.toLowerCase()}`)) continue;
      causes.invalid(`${path}.options[${key}]`, key, "kubernetes.io and k8s.io namespaces are reserved");
    }
  }),
  azureFile: requires("secretName", "shareName"),
  azureDisk: checkAzureDisk as SourceCheck,
  vsphereVolume: requires("volumePath"),
  photonPersistentDisk: requires("pdID"),
  portworxVolume: requires("volumeID"),
  scaleIO: requires("gateway", "system", "volumeName"),
  storageos: ({ volumeName = "", volumeNamespace = "" }: Readonly<Record<string, string>>, path, causes) => {
    if (volumeName === "") causes.required(`${path}.volumeName`);
    else causes.invalidEach(`${path}.volumeName`, volumeName, dns1123LabelFaults(volumeName));
    if (volumeNamespace === "") return;
    causes.invalidEach(`${path}.volumeNamespace`, volumeNamespace, dns1123LabelFaults(volumeNamespace));
  },
  cinder: requires("volumeID"),
  csi: ({ driver = "" }: { readonly driver?: string }, path, causes) => checkDriver(driver, `${path}.driver`, causes),
};

/** The same in Pods, where secrets are in the Pod's namespace. */
export const podSourceChecks: Readonly<Record<string, SourceCheck>> = {
  ...sharedSourceChecks,
  iscsi: (source: never, path, causes) => checkIscsi(source, path, { causes, persistent: false }),
  cinder: all(sharedSourceChecks.cinder as SourceCheck, secretHas("name")),
  storageos: all(sharedSourceChecks.storageos as SourceCheck, secretHas("name")),
  csi: all(sharedSourceChecks.csi as SourceCheck, (source: StorageSource, path, causes) => {
    const secret = source.nodePublishSecretRef as { readonly name?: string } | undefined;
    if (secret === undefined) return;
    const { name = "" } = secret;
    if (name === "") causes.required(`${path}.nodePublishSecretRef.name`);
    else causes.invalidEach(`${path}.name`, name, dns1123SubdomainFaults(name));
  }),
};

const secretReferences = [
  "controllerPublishSecretRef",
  "controllerExpandSecretRef",
  "nodePublishSecretRef",
  "nodeExpandSecretRef",
] as const;

/** The same in PersistentVolumes, where secrets include their namespace. */
export const persistentSourceChecks: Readonly<Record<string, SourceCheck>> = {
  ...sharedSourceChecks,
  glusterfs: all(
    sharedSourceChecks.glusterfs as SourceCheck,
    ({ endpointsNamespace: namespace }: { readonly endpointsNamespace?: string }, path, causes) => {
      const at = `${path}.endpointsNamespace`;
      if (namespace === "") {
        causes.invalid(at, namespace, "if the endpointnamespace is set, it must be a valid namespace name");
      } else if (namespace !== undefined) causes.invalidEach(at, namespace, dns1123LabelFaults(namespace));
    },
  ),
  cinder: all(sharedSourceChecks.cinder as SourceCheck, secretHas("name", "namespace")),
  storageos: all(sharedSourceChecks.storageos as SourceCheck, secretHas("name", "namespace")),
  azureFile: all(sharedSourceChecks.azureFile as SourceCheck, ({ secretNamespace }: StorageSource, path, causes) => {
    if (secretNamespace === "") causes.required(`${path}.secretNamespace`);
  }),
  local: ({ path: host = "" }: { readonly path?: string }, path, causes) => {
    if (host === "") causes.required(`${path}.path`);
    else checkNoBacksteps(host, `${path}.path`, causes);
  },
  csi: all(sharedSourceChecks.csi as SourceCheck, requires("volumeHandle"), (source: StorageSource, path, causes) => {
    for (const field of secretReferences) checkSecretReference(source[field] as never, `${path}.${field}`, causes);
  }),
};

function secretHas(...fields: readonly ("name" | "namespace")[]): SourceCheck {
  return ({ secretRef }: { readonly secretRef?: StorageSource }, path, causes) => {
    if (secretRef !== undefined) requires(...fields)(secretRef as never, `${path}.secretRef`, causes);
  };
}

function checkSecretReference(
  secret: { readonly name?: string; readonly namespace?: string } | undefined,
  path: string,
  causes: Causes,
): void {
  if (secret === undefined) return;
  const { name = "", namespace = "" } = secret;
  if (name === "") causes.required(`${path}.name`);
  else causes.invalidEach(`${path}.name`, name, dns1123SubdomainFaults(name));
  if (namespace === "") causes.required(`${path}.namespace`);
  else causes.invalidEach(`${path}.namespace`, namespace, dns1123LabelFaults(namespace));
}

/** Checks the name of a CSI driver. */
export function checkDriver(driver: string, path: string, causes: Causes): void {
  if (driver === "") causes.required(path);
  if (driver.length > 63) causes.tooLong(path, 63);
  causes.invalidEach(path, driver, dns1123SubdomainFaults(driver.toLowerCase()));
}

function checkQuobyte(source: Readonly<Record<string, string>>, path: string, causes: Causes): void {
  const { registry = "", tenant = "", volume = "" } = source;
  if (registry === "") causes.required(`${path}.registry`, hostPortDetail);
  else if (tenant.length >= 65) {
    causes.required(`${path}.tenant`, "must be a UUID and may not exceed a length of 64 characters");
  } else {
    for (const pair of registry.split(",")) {
      if (!/^(?:[^:[\]]*|\[[^\]]*\]):[^:[\]]*$/.test(pair))
        causes.invalid(`${path}.registry`, registry, hostPortDetail);
    }
  }
  if (volume === "") causes.required(`${path}.volume`);
}

interface FibreChannel {
  readonly targetWWNs?: readonly string[];
  readonly wwids?: readonly string[];
  readonly lun?: number;
}

function checkFibreChannel({ targetWWNs = [], wwids = [], lun }: FibreChannel, path: string, causes: Causes): void {
  const at = `${path}.targetWWNs`;
  if (targetWWNs.length === 0 && wwids.length === 0) {
    causes.required(at, "must specify either targetWWNs or wwids, but not both");
  }
  if (targetWWNs.length > 0 && wwids.length > 0) {
    causes.invalid(at, targetWWNs, `targetWWNs and wwids ${simultaneously}`);
  }
  if (targetWWNs.length === 0) return;
  if (lun === undefined) causes.required(`${path}.lun`, "lun is required if targetWWNs is specified");
  else causes.inRange(`${path}.lun`, lun, [0, 255]);
}

const cachingModes = ["None", "ReadOnly", "ReadWrite"] as const;
const diskKinds = ["Dedicated", "Managed", "Shared"] as const;
const managedUri = "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}";
const blobUri = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";

function checkAzureDisk(source: Readonly<Record<string, string>>, path: string, causes: Causes): void {
  const { diskName = "", diskURI = "", cachingMode, kind } = source;
  if (diskName === "") causes.required(`${path}.diskName`);
  if (diskURI === "") causes.required(`${path}.diskURI`);
  if (cachingMode !== undefined && !(cachingModes as readonly string[]).includes(cachingMode)) {
    causes.notSupported(`${path}.cachingMode`, cachingMode, cachingModes);
  }
  if (kind === undefined) return;
  if (!(diskKinds as readonly string[]).includes(kind)) causes.notSupported(`${path}.kind`, kind, diskKinds);
  if (kind === "Managed" && !diskURI.startsWith("/subscriptions/")) {
    causes.notSupported(`${path}.diskURI`, diskURI, [managedUri]);
  }
  if (kind !== "Managed" && !diskURI.startsWith("https://")) causes.notSupported(`${path}.diskURI`, diskURI, [blobUri]);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}
