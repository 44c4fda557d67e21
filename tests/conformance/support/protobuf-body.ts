import { encodeMessage } from "../../../packages/api/apiserver/src/protobuf/encode-message.js";
import { envelope } from "../../../packages/api/apiserver/src/protobuf/envelope.js";
import { MessageWriter } from "../../../packages/api/apiserver/src/protobuf/message-writer.js";
import { knownMessage } from "../../../packages/api/apiserver/test/support/protobuf-client.js";

const crds = "apiextensions.k8s.io/v1";
const writer = new MessageWriter();

/** A CustomResourceDefinition as client-go sends it: with the zero values of all fields that are not pointers. */
export function definitionInProtobuf(definition: object): Buffer {
  const message = knownMessage("apiextensions.v1.CustomResourceDefinition");
  return envelope({ apiVersion: crds, kind: "CustomResourceDefinition" }, encodeMessage(definition, message, writer));
}
