/** A feature gate of kube-apiserver 1.34. */
export interface KnownGate {
  /** As `kubernetes_feature_enabled` tells it; `""` for features that are generally available. */
  readonly stage: "ALPHA" | "BETA" | "DEPRECATED" | "";
  readonly isOn: boolean;
  /**
   * What a change does: `switch` has upstream's effect; `elsewhere` has none here or in kube-apiserver that a client could observe, because it
   * is about kubelets, kube-scheduler or caches; `fixed` would have one that does not exist here; `locked` cannot be changed upstream either.
   */
  readonly change: "switch" | "elsewhere" | "fixed" | "locked";
}

/** Stage, default and `change`, and below them the gates. */
const table = `
ALPHA off elsewhere
  APIServingWithRoutine CPUCFSQuotaPeriod CPUManagerPolicyAlphaOptions CSIVolumeHealth EventedPLEG
  InPlacePodVerticalScalingExclusiveCPUs InPlacePodVerticalScalingExclusiveMemory KubeletCrashLoopBackOffMax
  KubeletEnsureSecretPulledImages KubeletInUserNamespace LoggingAlphaOptions MemoryQoS NominatedNodeNameForExpectation
  PodAndContainerStatsFromCRI QOSReserved ReduceDefaultCrashLoopBackOffDecay RuntimeClassInImageCriAPI StorageCapacityScoring
  TopologyManagerPolicyAlphaOptions WindowsCPUAndMemoryAffinity
ALPHA off fixed
  AllowUnsafeMalformedObjectDeletion CBORServingAndStorage ClearingNominatedNodeNameAfterBinding ClientsAllowCBOR ClientsPreferCBOR
  ComponentFlagz ComponentStatusz ContainerRestartRules ContainerStopSignals CrossNamespaceVolumeDataSource DRAConsumableCapacity
  DRADeviceBindingConditions DRADeviceTaints DRAExtendedResource DRAPartitionableDevices EnvFiles HPAScaleToZero
  InTreePluginPortworxUnregister InformerResourceVersion PodLogsQuerySplitStreams PodTopologyLabelsAdmission
  RelaxedServiceNameValidation ResourceHealthStatus StorageVersionAPI StrictIPCIDRValidation UnknownVersionInteroperabilityProxy
  UserNamespacesPodSecurityStandards
ALPHA off switch
  DeploymentReplicaSetTerminatingReplicas HPAConfigurableTolerance HostnameOverride MaxUnavailableStatefulSet PodCertificateRequest
  StorageVersionMigrator
BETA off elsewhere
  ConcurrentWatchObjectDecode LocalStorageCapacityIsolationFSQuotaMonitoring SchedulerAsyncAPICalls
  WatchCacheInitializationPostStartHook
BETA off fixed
  CoordinatedLeaderElection DeclarativeValidationTakeover ImageVolume MutableCSINodeAllocatableCount SELinuxMount WatchListClient
BETA off switch
  ClusterTrustBundle ClusterTrustBundleProjection MutatingAdmissionPolicy
BETA on elsewhere
  CPUManagerPolicyBetaOptions ContainerCheckpoint ContextualLogging DRASchedulerFilterTimeout DetectCacheInconsistency
  DisableCPUQuotaWithExclusiveCPUs GracefulNodeShutdown GracefulNodeShutdownBasedOnPodPriority ImageMaximumGCAge KubeletPSI
  KubeletPodResourcesDynamicResources KubeletPodResourcesGet KubeletSeparateDiskGC KubeletServiceAccountTokenForCredentialProviders
  ListFromCacheSnapshot LoggingBetaOptions NodeLogQuery ReloadKubeletServerCertificateFile RotateKubeletServerCertificate
  SchedulerAsyncPreemption SchedulerPopFromBackoffQ SystemdWatchdog TopologyManagerPolicyBetaOptions WindowsGracefulNodeShutdown
BETA on fixed
  APIResponseCompression APIServerIdentity AllowParsingUserUIDFromCertAuth DRAAdminAccess DRAPrioritizedList
  DRAResourceClaimDeviceStatus DeclarativeValidation ExternalServiceAccountTokenSigner InOrderInformers InPlacePodVerticalScaling
  JobManagedBy KubeletFineGrainedAuthz MatchLabelKeysInPodTopologySpread MatchLabelKeysInPodTopologySpreadSelectorMerge OpenAPIEnums
  PodDeletionCost PodLevelResources PodObservedGenerationTracking PodReadyToStartContainersCondition PortForwardWebsockets
  PreferSameTrafficDistribution PreventStaticPodAPIReferences ProcMountType RemoteRequestHeaderUID SELinuxChangePolicy
  SELinuxMountReadWriteOncePod ServiceAccountNodeAudienceRestriction SizeBasedListCostEstimate StatefulSetSemanticRevisionComparison
  StorageVersionHash StructuredAuthenticationConfigurationEgressSelector SupplementalGroupsPolicy
  TokenRequestServiceAccountUIDValidation TranslateStreamCloseWebsocketRequests UnauthenticatedHTTP2DOSMitigation
  UserNamespacesSupport WatchList
DEPRECATED off elsewhere
  KubeletRegistrationGetOnExistsOnly SeparateCacheWatchRPC
DEPRECATED off fixed
  AllowDNSOnlyNodeCSR AllowInsecureKubeletCertificateSigningRequests AllowOverwriteTerminationGracePeriodSeconds GitRepoVolumeDriver
  InPlacePodVerticalScalingAllocatedStatus KMSv1 WindowsHostNetwork
DEPRECATED off locked
  AllowServiceLBStatusOnNonLB WatchFromStorageWithoutResourceVersion
DEPRECATED on elsewhere
  KubeletPodResourcesListUseActivePods StorageNamespaceIndex
DEPRECATED on fixed
  AggregatedDiscoveryRemoveBetaType DisableNodeKubeProxyVersion
GA on elsewhere
  ExecProbeTimeout TopologyManagerPolicyOptions
GA on fixed
  DisableAllocatorDualWrite DynamicResourceAllocation VolumeAttributesClass
GA on locked
  APIServerTracing AnonymousAuthConfigurableEndpoints AnyVolumeDataSource AuthorizeNodeWithSelectors AuthorizeWithSelectors
  BtreeWatchCache CPUManagerPolicyOptions CRDValidationRatcheting CSIMigrationPortworx ComponentSLIs ConsistentListFromCache
  CronJobsScheduledAnnotation CustomResourceFieldSelectors HonorPVReclaimPolicy JobBackoffLimitPerIndex JobPodReplacementPolicy
  JobSuccessPolicy KubeletCgroupDriverFromCRI KubeletTracing LoadBalancerIPMode LogarithmicScaleDown MatchLabelKeysInPodAffinity
  MemoryManager MultiCIDRServiceAllocator NFTablesProxyMode NodeInclusionPolicyInPodTopologySpread NodeSwap OrderedNamespaceDeletion
  PodIndexLabel PodLifecycleSleepAction PodLifecycleSleepActionAllowZero PodSchedulingReadiness ProbeHostPodSecurityStandards
  RecoverVolumeExpansionFailure RecursiveReadOnlyMounts RelaxedDNSSearchValidation RelaxedEnvironmentVariableValidation
  ResilientWatchCacheInitialization RetryGenerateName SchedulerQueueingHints SeparateTaintEvictionController ServiceAccountTokenJTI
  ServiceAccountTokenNodeBinding ServiceAccountTokenNodeBindingValidation ServiceAccountTokenPodNodeInfo ServiceTrafficDistribution
  SidecarContainers SizeMemoryBackedVolumes StatefulSetAutoDeletePVC StreamingCollectionEncodingToJSON
  StreamingCollectionEncodingToProtobuf StrictCostEnforcementForVAP StrictCostEnforcementForWebhooks
  StructuredAuthenticationConfiguration StructuredAuthorizationConfiguration TopologyAwareHints WinDSR WinOverlay
`;

/** All gates that kube-apiserver 1.34 knows, by name, without AllAlpha and AllBeta. */
export const knownGates: ReadonlyMap<string, KnownGate> = readTable();

function readTable(): Map<string, KnownGate> {
  const gates = new Map<string, KnownGate>();
  let gate: KnownGate | undefined;
  for (const line of table.trim().split("\n")) {
    const words = line.trim().split(" ");
    if (!line.startsWith(" ")) {
      const [stage, state, change] = words as [string, string, KnownGate["change"]];
      gate = { stage: (stage === "GA" ? "" : stage) as KnownGate["stage"], isOn: state === "on", change };
    } else if (gate !== undefined) for (const name of words) gates.set(name, gate);
  }
  return gates;
}
