import { copyWith, type UpdateOptions, type WriteOptions } from "@engenho/core";
import type { ResourceRequest } from "../api-request.js";

/** A write to an object that may exist, or to one of its subresources. */
export interface WriteTarget {
  readonly options: UpdateOptions;
  /** The status code of the response after the write: 201 if it has created the object (AP-18). */
  code(): number;
}

/** The options that are passed to the Store for a PUT or PATCH. */
export function writeTarget({ info }: ResourceRequest, options: WriteOptions): WriteTarget {
  if (info.subresource !== "") return { options, code: () => 200 };
  let code = 200;
  const onCreated = () => {
    code = 201;
  };
  return { options: copyWith(options, { onCreated }), code: () => code };
}
