import type { PodCheck } from "./check.js";
import { hostNamespaces, hostPathVolumes, hostPorts, hostProbesAndHostLifecycle, windowsHostProcess } from "./host.js";
import {
  allowPrivilegeEscalation,
  capabilitiesBaseline,
  capabilitiesRestricted,
  exceptWindows,
  privileged,
  procMount,
  runAsNonRoot,
  runAsUser,
} from "./privileges.js";
import { appArmorProfile, seccompAnnotations, seccompBaseline, seccompRestricted, seLinuxOptions } from "./profiles.js";
import { restrictedVolumes, sysctls } from "./volumes-and-sysctls.js";

/** A check with its versions. */
export interface VersionedCheck {
  /** Baseline checks apply to the restricted level too. */
  readonly level: "baseline" | "restricted";
  /** The check since a minor version of Kubernetes, in ascending order. */
  readonly versions: readonly (readonly [since: number, check: PodCheck])[];
  /** A baseline check that this one replaces at the restricted level. */
  readonly replaces?: string;
}

const sysctls0 = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.ping_group_range",
  "net.ipv4.ip_unprivileged_port_start",
];
const sysctls27 = [...sysctls0, "net.ipv4.ip_local_reserved_ports"];
const sysctls29 = [
  ...sysctls27,
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
];
const sysctls32 = [...sysctls29, "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"];
const seLinuxTypes = ["container_t", "container_init_t", "container_kvm_t"];

/**
 * The checks of Kubernetes 1.34 by their names, in the order of their results: those of the baseline level first, then by
 * name (k8s.io/pod-security-admission/policy).
 */
export const checks: Readonly<Record<string, VersionedCheck>> = {
  appArmorProfile: { level: "baseline", versions: [[0, appArmorProfile]] },
  capabilities_baseline: { level: "baseline", versions: [[0, capabilitiesBaseline]] },
  hostNamespaces: { level: "baseline", versions: [[0, hostNamespaces]] },
  hostPathVolumes: { level: "baseline", versions: [[0, hostPathVolumes]] },
  hostPorts: { level: "baseline", versions: [[0, hostPorts]] },
  hostProbesAndHostLifecycle: { level: "baseline", versions: [[34, hostProbesAndHostLifecycle]] },
  privileged: { level: "baseline", versions: [[0, privileged]] },
  procMount: { level: "baseline", versions: [[0, procMount]] },
  seLinuxOptions: {
    level: "baseline",
    versions: [
      [0, seLinuxOptions(seLinuxTypes)],
      [31, seLinuxOptions([...seLinuxTypes, "container_engine_t"])],
    ],
  },
  seccompProfile_baseline: {
    level: "baseline",
    versions: [
      [0, seccompAnnotations],
      [19, seccompBaseline],
    ],
  },
  sysctls: {
    level: "baseline",
    versions: [
      [0, sysctls(sysctls0)],
      [27, sysctls(sysctls27)],
      [29, sysctls(sysctls29)],
      [32, sysctls(sysctls32)],
    ],
  },
  windowsHostProcess: { level: "baseline", versions: [[0, windowsHostProcess]] },
  allowPrivilegeEscalation: {
    level: "restricted",
    versions: [
      [8, allowPrivilegeEscalation],
      [25, exceptWindows(allowPrivilegeEscalation)],
    ],
  },
  capabilities_restricted: {
    level: "restricted",
    versions: [
      [22, capabilitiesRestricted],
      [25, exceptWindows(capabilitiesRestricted)],
    ],
    replaces: "capabilities_baseline",
  },
  restrictedVolumes: { level: "restricted", versions: [[0, restrictedVolumes]], replaces: "hostPathVolumes" },
  runAsNonRoot: { level: "restricted", versions: [[0, runAsNonRoot]] },
  runAsUser: { level: "restricted", versions: [[23, runAsUser]] },
  seccompProfile_restricted: {
    level: "restricted",
    versions: [
      [19, seccompRestricted],
      [25, exceptWindows(seccompRestricted)],
    ],
    replaces: "seccompProfile_baseline",
  },
};
