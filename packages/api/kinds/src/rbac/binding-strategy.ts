import {
  type KubernetesObject,
  type RoleBinding,
  type rbacV1,
  type StatusCause,
  type Stored,
  strictlyEqual,
} from "@engenho/core";
import { Causes, dns1123SubdomainFaults, pathSegmentFaults } from "@engenho/machinery";
import { mapShared, type Strategy, withFields } from "@engenho/registry";
import { twice } from "../shared/twice.js";

const group = "rbac.authorization.k8s.io";

/** The strategy of RoleBindings (`namespaced`) and ClusterRoleBindings. */
export function bindingStrategy(namespaced: boolean): Strategy {
  return {
    nameFormat: "path-segment",
    allowCreateOnUpdate: true,
    applyDefaults(binding: RoleBinding): KubernetesObject {
      if (binding.subjects === undefined) return binding;
      return withFields<RoleBinding>(binding, { subjects: mapShared(binding.subjects, defaultSubject) });
    },
    validateCreate: (binding: RoleBinding) => validateBinding(binding, namespaced),
    validateUpdate(next: RoleBinding, current: Stored<RoleBinding>): readonly StatusCause[] {
      const causes = new Causes();
      causes.add(twice(validateBinding(next, namespaced)));
      if (!strictlyEqual(next.roleRef, current.roleRef)) {
        const { apiGroup = "", kind = "", name = "" } = next.roleRef ?? {};
        causes.invalid("roleRef", { APIGroup: apiGroup, Kind: kind, Name: name }, "cannot change roleRef");
      }
      return causes.list;
    },
  };
}

function defaultSubject(subject: rbacV1.Subject): rbacV1.Subject {
  const named = subject.kind === "User" || subject.kind === "Group";
  return named && (subject.apiGroup ?? "") === "" ? { ...subject, apiGroup: group } : subject;
}

function validateBinding(binding: RoleBinding, namespaced: boolean): readonly StatusCause[] {
  const causes = new Causes();
  const { apiGroup = "", kind = "", name = "" } = binding.roleRef ?? {};
  const kinds = namespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
  if (apiGroup !== group) causes.notSupported("roleRef.apiGroup", apiGroup, [group]);
  if (!kinds.includes(kind)) causes.notSupported("roleRef.kind", kind, kinds);
  if (name === "") causes.required("roleRef.name");
  else causes.invalidEach("roleRef.name", name, pathSegmentFaults(name));
  for (const [index, subject] of (binding.subjects ?? []).entries()) {
    checkSubject(subject, `subjects[${index}]`, { causes, namespaced });
  }
  return causes.list;
}

function checkSubject(
  { kind = "", name = "", apiGroup = "", namespace = "" }: rbacV1.Subject,
  path: string,
  { causes, namespaced }: { readonly causes: Causes; readonly namespaced: boolean },
): void {
  if (name === "") causes.required(`${path}.name`);
  if (kind === "ServiceAccount") {
    if (name !== "") causes.invalidEach(`${path}.name`, name, dns1123SubdomainFaults(name));
    if (apiGroup !== "") causes.notSupported(`${path}.apiGroup`, apiGroup, [""]);
    if (!namespaced && namespace === "") causes.required(`${path}.namespace`);
  } else if (kind === "User" || kind === "Group") {
    if (apiGroup !== group) causes.notSupported(`${path}.apiGroup`, apiGroup, [group]);
  } else causes.notSupported(`${path}.kind`, kind, ["ServiceAccount", "User", "Group"]);
}
