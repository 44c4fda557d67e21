import type { Clock, Kubelet, Logger, RandomSource, Store } from "@engenho/core";
import type { Authorizer, RegistryStore } from "@engenho/registry";
import type { CurrentKinds } from "./catalogue/kind-table.js";
import type { SerializedObjects } from "./encoding/serialized-objects.js";
import type { FlowControl } from "./flow-control/flow-control.js";
import type { OpenWatches } from "./limits/open-watches.js";
import type { Places } from "./limits/places.js";
import type { ReceivedTotal } from "./limits/receive-room.js";
import type { RequestLimits } from "./limits/request-limits.js";
import type { UnreadAnswers } from "./limits/unread-answers.js";
import type { WriteTurns } from "./limits/write-turns.js";
import type { FindDuplicates, FrontProxyHeaders, ServerMetrics } from "./options.js";
import type { ProtobufCodec } from "./protobuf/protobuf-codec.js";
import type { RemoteServices } from "./remote/remote-services.js";

/** The dependencies of all handlers. */
export interface ServerContext {
  readonly store: Store;
  readonly kinds: CurrentKinds;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  /** Such as `v1.34.0`. */
  readonly version: string;
  readonly metrics: ServerMetrics;
  readonly objects: SerializedObjects;
  /** Loaded for the first protobuf response. */
  readonly protobuf: () => Promise<ProtobufCodec>;
  /** Takes the place of the kubelets of all nodes; undefined if there is none. */
  readonly kubelet: Kubelet | undefined;
  /** Asks admission about connections (operation CONNECT); undefined if the store has none. */
  readonly admitConnection: RegistryStore["admitConnection"] | undefined;
  /** The remote services that requests are proxied to; undefined if the server does not proxy. */
  readonly remoteServices: RemoteServices | undefined;
  readonly watches: OpenWatches;
  /** Of connections that are carried in another protocol than HTTP. */
  readonly tunnels: Places;
  /** Headers that say who asks, beside Kubernetes' own. */
  readonly frontProxyHeaders: FrontProxyHeaders | undefined;
  readonly writeTurns: WriteTurns;
  readonly limits: RequestLimits;
  /** Decides which requests are served; undefined: the plain limits apply. */
  readonly flowControl: FlowControl | undefined;
  readonly unread: UnreadAnswers;
  /** What clients have sent on connections to containers and nobody has read yet. */
  readonly received: ReceivedTotal;
  /** Finds the paths of duplicate fields in a JSON text; absent when that is not supported. */
  readonly duplicateFields: FindDuplicates | undefined;
  /** Decides what users may do; undefined if every authenticated user may do everything. */
  readonly authorizer: Authorizer | undefined;
}
