import type { Causes } from "@engenho/machinery";

/** An iSCSI target, in a Pod or a PersistentVolume. */
export interface IscsiSource {
  readonly targetPortal?: string;
  readonly iqn?: string;
  readonly lun?: number;
  readonly chapAuthDiscovery?: boolean;
  readonly chapAuthSession?: boolean;
  readonly initiatorName?: string;
  readonly secretRef?: { readonly name?: string };
}

/** The formats of names, by prefix. */
const formats: readonly (readonly [prefix: string, pattern: RegExp])[] = [
  ["iqn", /iqn\.\d{4}-\d{2}\.([A-Za-z0-9.-]+)(:[^,;*&$|\s]+)$/],
  ["eui", /^eui.[A-Za-z0-9]{16}$/],
  ["naa", /^naa.[A-Za-z0-9]{32}$/],
];

/**
 * Checks an iSCSI target (upstream: validateISCSIVolumeSource and validateISCSIPersistentVolumeSource, which differ in some
 * words).
 */
export function checkIscsi(source: IscsiSource, path: string, { causes, persistent, volumeName }: IscsiContext): void {
  const { targetPortal = "", iqn = "", lun = 0, initiatorName, secretRef } = source;
  const startsWrong = persistent ? "must be valid format" : "must be valid format starting with iqn, eui, or naa";
  if (targetPortal === "") causes.required(`${path}.targetPortal`);
  if (persistent && initiatorName !== undefined && `${volumeName}:${targetPortal}`.length > 64) {
    causes.invalid(`${path}.targetportal`, targetPortal, tooLongDetail);
  }
  if (iqn === "") causes.required(`${path}.iqn`);
  else checkName(iqn, `${path}.iqn`, { causes, startsWrong });
  if (lun < 0 || lun > 255) causes.inRange(`${path}.lun`, lun, [0, 255]);
  if ((source.chapAuthDiscovery === true || source.chapAuthSession === true) && secretRef === undefined) {
    causes.required(`${path}.secretRef`);
  }
  if (persistent && secretRef !== undefined && (secretRef.name ?? "") === "") causes.required(`${path}.secretRef.name`);
  if (initiatorName !== undefined) checkName(initiatorName, `${path}.initiatorname`, { causes, startsWrong });
}

interface IscsiContext {
  readonly causes: Causes;
  /** Whether it belongs to a PersistentVolume. */
  readonly persistent: boolean;
  readonly volumeName?: string;
}

/** The message for names of a volume and a target that are together too long for an initiator. */
export const tooLongDetail =
  "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.";

function checkName(
  name: string,
  path: string,
  { causes, startsWrong }: { readonly causes: Causes; readonly startsWrong: string },
): void {
  const format = formats.find(([prefix]) => name.startsWith(prefix));
  if (format === undefined) causes.invalid(path, name, startsWrong);
  else if (name.length > 4096 || !format[1].test(name)) causes.invalid(path, name, "must be valid format");
}
