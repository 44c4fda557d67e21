import { Tally } from "./measure.js";

/** Users that are counted under their own names (upstream: endpoints/filters/metrics.go, compressUsername). */
const knownUsers: ReadonlySet<string> = new Set([
  "admin",
  "client",
  "kube_proxy",
  "kubelet",
  "system:serviceaccount:kube-system:default",
]);

/** The label of a user. Other user names share one label, because clients choose them. */
export function userCategory(name: string): string {
  if (knownUsers.has(name)) return name;
  return name.includes("@") ? "email_id" : "other";
}

/** Counters of authentications, with kube-apiserver's names. */
export function authenticationMeasures() {
  return {
    attempts: new Tally({ name: "authentication_attempts", labels: ["result"] }),
    users: new Tally({
      name: "authenticated_user_requests",
      labels: ["username"],
    }),
  };
}
