import { errorMessage, type Pod, type PortConnection, type Stored, StoreError } from "@engenho/core";
import { answerBytes, findAnswer, readRequestLine } from "./http-answers.js";
import { parseScriptedPorts, portsAnnotation, type ScriptedPort } from "./scripted-ports.js";

/**
 * Connects to a server on the loopback interface of this machine, and forwards bytes in both directions until both
 * sides have ended. Rejects if nothing listens there.
 */
export type DialLoopback = (port: number, connection: PortConnection) => Promise<void>;

/**
 * Serves a connection to a port of a pod as its annotation says. Throws StoreError if nothing is scripted, or the pod does not run.
 * Without `dial` nothing is forwarded.
 */
export async function servePort(
  pod: Stored<Pod>,
  connection: PortConnection,
  dial: DialLoopback | undefined,
): Promise<void> {
  if (pod.status?.phase !== "Running") throw refused(`the pod is not running`);
  const scripted = portsOf(pod).find(({ port }) => port === connection.port);
  if (scripted === undefined) {
    throw refused(`nothing for port ${connection.port} in the annotation ${portsAnnotation} of the pod`);
  }
  const { send, echo, http, forward } = scripted;
  if (forward !== undefined) {
    if (dial === undefined) throw refused("the program does not allow pods to forward to this machine");
    await dial(loopbackPort(forward), connection);
    return;
  }
  if (send !== undefined) await connection.write(send);
  if (http !== undefined) {
    const line = await readRequestLine(connection.received);
    if (line === undefined) return;
    for (const bytes of answerBytes(findAnswer(http, line), line)) await connection.write(bytes);
  } else if (echo === true) for await (const chunk of connection.received) await connection.write(chunk);
}

function portsOf({ metadata }: Stored<Pod>): readonly ScriptedPort[] {
  const text = metadata.annotations?.[portsAnnotation];
  if (text === undefined) return [];
  try {
    return parseScriptedPorts(text);
  } catch (error) {
    throw refused(errorMessage(error));
  }
}

/** The port of an address, which must be one of the loopback interface. */
function loopbackPort(address: string): number {
  const [, port = ""] = /^(?:127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})$/.exec(address) ?? [];
  const number = Number(port);
  if (number >= 1 && number <= 65_535) return number;
  throw refused(
    `${JSON.stringify(address)} in the annotation ${portsAnnotation} is no address of the loopback interface`,
  );
}

function refused(message: string): StoreError {
  return new StoreError("ServiceUnavailable", message);
}
