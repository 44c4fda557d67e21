import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "./definition/define-kind.js";

const verbs: readonly string[] = Object.freeze(["create"]);

/** Kinds that can only be POSTed, are answered at once and are stored nowhere. */
export const reviewKinds: readonly KindDefinition[] = Object.freeze([
  defineKind({ group: "", version: "v1", kind: "Binding", verbs }),
  defineKind({ group: "authentication.k8s.io", version: "v1", kind: "SelfSubjectReview", namespaced: false, verbs }),
  defineKind({ group: "authentication.k8s.io", version: "v1", kind: "TokenReview", namespaced: false, verbs }),
  defineKind({ group: "authorization.k8s.io", version: "v1", kind: "LocalSubjectAccessReview", verbs }),
  defineKind({
    group: "authorization.k8s.io",
    version: "v1",
    kind: "SelfSubjectAccessReview",
    namespaced: false,
    verbs,
  }),
  defineKind({
    group: "authorization.k8s.io",
    version: "v1",
    kind: "SelfSubjectRulesReview",
    plural: "selfsubjectrulesreviews",
    namespaced: false,
    verbs,
  }),
  defineKind({ group: "authorization.k8s.io", version: "v1", kind: "SubjectAccessReview", namespaced: false, verbs }),
]);
