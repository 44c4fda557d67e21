import { copyWith, type UpdateOptions, type WriteOptions } from "@engenho/core";
import type { ResourceRequest } from "../api-request.js";
import { apiVersionOf } from "../catalogue/kind-catalogue.js";

/** A write to an object that may be there, or to one of its subresources. */
export interface WriteTarget {
  readonly options: UpdateOptions;
  /** The status code of the answer once the write is done: 201 if it has created the object (AP-18). */
  code(): number;
}

/** What the Store is told of a PUT or PATCH beside the object. */
export function writeTarget({ definition, info }: ResourceRequest, options: WriteOptions): WriteTarget {
  const { subresource } = info;
  if (subresource !== "") {
    const parent = { apiVersion: apiVersionOf(definition), kind: definition.kind };
    return { options: copyWith(options, { subresource, parent }), code: () => 200 };
  }
  let code = 200;
  const onCreated = () => {
    code = 201;
  };
  return { options: copyWith(options, { onCreated }), code: () => code };
}
