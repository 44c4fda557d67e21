export { type Authenticate, type Authenticator, bearerTokens, type Credentials } from "@engenho/authentication";
export type { User } from "@engenho/core";
export { type ApiServer, createApiServer } from "./api-server.js";
export type { AuditedRequest, AuditedResponse, Auditor, AuditRecord } from "./audit/auditor.js";
export type { KindCatalogue } from "./catalogue/kind-catalogue.js";
export {
  adjustmentMs,
  createFlowControl,
  type FlowControl,
  type FlowControlOptions,
} from "./flow-control/flow-control.js";
export type { FlowControlObjects } from "./flow-control/flow-objects.js";
export type { ClassifiedRequest, ControlledRequest } from "./flow-control/flow-request.js";
export type { FlowStatistics, Histogram, LevelStatistics, RejectReason } from "./flow-control/flow-statistics.js";
export type { ResourceStatistics } from "./flow-control/work-estimate.js";
export type { ResponseHeaders } from "./http/exchange.js";
export type { TlsOptions } from "./http/listener.js";
export type { RequestLimitOptions } from "./limits/request-limits.js";
export type { EntryStage, RequestPlace } from "./limits/request-place.js";
export type {
  ApiServerOptions,
  AuthenticationObservation,
  DescribeDefinition,
  ExtraAnswer,
  ExtraRoute,
  FindDuplicates,
  FrontProxyHeaders,
  HealthCheck,
  HealthObservation,
  RequestObservation,
  RequestScope,
  ServerMetrics,
  WatchObservation,
} from "./options.js";
export type { ProxiedResponse } from "./remote/proxied-response.js";
export type { RemoteDocument, RemoteDocuments } from "./remote/remote-documents.js";
export {
  createRemoteServices,
  type RemoteRequest,
  type RemoteResource,
  type RemoteResponse,
  type RemoteService,
  type RemoteServices,
  type ResourceList,
} from "./remote/remote-services.js";
export type { RequestInfo } from "./request-info.js";
export type { Status } from "./status/status.js";
