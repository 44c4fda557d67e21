import { ProtobufWriter } from "../../src/open-api/protobuf-writer.js";

/** A body as client-go writes it: the prefix, and an envelope around the message. */
export function protobufBody(apiVersion: string, kind: string, message: ProtobufWriter): Buffer {
  const type = new ProtobufWriter().text(1, apiVersion).text(2, kind);
  const envelope = new ProtobufWriter().message(1, type).message(2, message);
  return Buffer.concat([Buffer.from("k8s\0"), envelope.finish()]);
}
