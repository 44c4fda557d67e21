import type { CelValue } from "../values/value.js";
import { Attribute } from "./attribute.js";
import type { Step } from "./run.js";

/**
 * How a node is evaluated: a constant, at no cost; an attribute, to which further selections may be added; or any other step.
 */
export type Plan =
  | { readonly type: "constant"; readonly value: CelValue }
  | { readonly type: "attribute"; readonly attribute: Attribute }
  | { readonly type: "step"; readonly step: Step };

/** The step that evaluates a plan; its attribute must not be extended afterwards. */
export function stepOf(plan: Plan): Step {
  switch (plan.type) {
    case "constant": {
      const { value } = plan;
      return () => value;
    }
    case "attribute":
      return plan.attribute.toStep();
    default:
      return plan.step;
  }
}

/** The plan as an attribute, to which selections can be added. */
export function attributeOf(plan: Plan): Attribute {
  return plan.type === "attribute" ? plan.attribute : Attribute.of(stepOf(plan));
}

/** A plan for a constant. */
export function constant(value: CelValue): Plan {
  return { type: "constant", value };
}

/** A plan that runs a step. */
export function steps(step: Step): Plan {
  return { type: "step", step };
}

/** A plan for a variable, given the step that reads it. */
export function variable(read: Step): Plan {
  return { type: "attribute", attribute: Attribute.of(read) };
}
