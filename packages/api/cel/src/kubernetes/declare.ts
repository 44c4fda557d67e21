import type { Implementation, Overload } from "../library/function.js";
import type { CelType } from "../types/cel-type.js";

type Declare = (
  id: string,
  parameters: readonly CelType[],
  result: CelType,
  implementation?: Implementation,
) => Overload;

const declare =
  (member: boolean): Declare =>
  (id, parameters, result, implementation) => ({
    id,
    member,
    parameters,
    result,
    ...(implementation === undefined ? {} : { implementation }),
  });

/** Declares overloads: of a member, called on its first parameter, or of a function. */
export const overload = { member: declare(true), global: declare(false) } as const;
