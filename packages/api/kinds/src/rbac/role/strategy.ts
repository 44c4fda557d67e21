import type { Role, StatusCause } from "@engenho/core";
import type { Strategy } from "@engenho/registry";
import { twice } from "../../shared/twice.js";
import { validateRules } from "../rules.js";

/** Role of rbac.authorization.k8s.io/v1. */
export const roleStrategy: Strategy = {
  nameFormat: "path-segment",
  allowCreateOnUpdate: true,
  validateCreate: validateRole,
  validateUpdate: (role: Role) => twice(validateRole(role)),
};

function validateRole(role: Role): readonly StatusCause[] {
  return validateRules(role, true);
}
