import { ProtoMessage } from "./proto-message.js";

/** A body as client-go encodes it: the prefix, and an envelope with the message. */
export function protobufBody(apiVersion: string, kind: string, message: ProtoMessage): Buffer {
  const type = new ProtoMessage().text(1, apiVersion).text(2, kind);
  const envelope = new ProtoMessage().message(1, type).message(2, message).text(3, "").text(4, "");
  return Buffer.concat([Buffer.from("k8s\0"), envelope.finish()]);
}
