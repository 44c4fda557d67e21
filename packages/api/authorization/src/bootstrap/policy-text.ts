/**
 * What kube-apiserver 1.34 creates at its start with the feature gates in their default states (facts of upstream's
 * plugin/pkg/auth/authorizer/rbac/bootstrappolicy), in lines that `parse-policy.ts` reads.
 *
 * A role is a line with its name, and an indented line for each rule: verbs, groups unless only the core group, `:`, resources, and
 * `[names]`; or verbs, `:` and paths. `read`, `write` and `all` are the verbs of upstream's lists of these names, `events` is the rule by
 * which components record Events; `*` without a group is every path. `< x` is aggregated from what is labelled `> x`.
 */

/** The ClusterRoles, except those of controllers. */
export const clusterRoleText = `
admin < admin
cluster-admin
  * *: *
  *: *
edit < edit > admin
system:aggregate-to-admin > admin
  create authorization.k8s.io: localsubjectaccessreviews
  all rbac.authorization.k8s.io: rolebindings roles
system:aggregate-to-edit > edit
  read: pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy
  impersonate: serviceaccounts
  write: pods pods/attach pods/exec pods/portforward pods/proxy
  create: pods/eviction
  write: configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy
  create: serviceaccounts/token
  write apps: daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale
  write autoscaling: horizontalpodautoscalers
  write batch: cronjobs jobs
  write extensions: daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale
  write policy: poddisruptionbudgets
  write networking.k8s.io: ingresses networkpolicies
  all coordination.k8s.io: leases
  write resource.k8s.io: resourceclaims resourceclaimtemplates
system:aggregate-to-view > view
  read: configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status
  read: bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status
  read: namespaces
  read discovery.k8s.io: endpointslices
  read apps: controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status
  read autoscaling: horizontalpodautoscalers horizontalpodautoscalers/status
  read batch: cronjobs cronjobs/status jobs jobs/status
  read extensions: daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets replicasets/scale replicasets/status replicationcontrollers/scale
  read policy: poddisruptionbudgets poddisruptionbudgets/status
  read networking.k8s.io: ingresses ingresses/status networkpolicies
  read resource.k8s.io: resourceclaims resourceclaims/status resourceclaimtemplates
system:auth-delegator
  create authentication.k8s.io: tokenreviews
  create authorization.k8s.io: subjectaccessreviews
system:basic-user
  create authorization.k8s.io: selfsubjectaccessreviews selfsubjectrulesreviews
  create authentication.k8s.io: selfsubjectreviews
system:certificates.k8s.io:certificatesigningrequests:nodeclient
  create certificates.k8s.io: certificatesigningrequests/nodeclient
system:certificates.k8s.io:certificatesigningrequests:selfnodeclient
  create certificates.k8s.io: certificatesigningrequests/selfnodeclient
system:certificates.k8s.io:kube-apiserver-client-approver
  approve certificates.k8s.io: signers [kubernetes.io/kube-apiserver-client]
system:certificates.k8s.io:kube-apiserver-client-kubelet-approver
  approve certificates.k8s.io: signers [kubernetes.io/kube-apiserver-client-kubelet]
system:certificates.k8s.io:kubelet-serving-approver
  approve certificates.k8s.io: signers [kubernetes.io/kubelet-serving]
system:certificates.k8s.io:legacy-unknown-approver
  approve certificates.k8s.io: signers [kubernetes.io/legacy-unknown]
system:discovery
  get: /api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/
system:heapster
  read: events namespaces nodes pods
  read extensions: deployments
system:kube-aggregator
  read: endpoints services
system:kube-controller-manager
  events
  create coordination.k8s.io: leases
  get,update coordination.k8s.io: leases [kube-controller-manager]
  create: secrets serviceaccounts
  delete: secrets
  get: configmaps namespaces secrets serviceaccounts
  update: secrets serviceaccounts
  create authentication.k8s.io: tokenreviews
  create authorization.k8s.io: subjectaccessreviews
  list,watch *: *
  create: serviceaccounts/token
system:kube-dns
  list,watch: endpoints services
system:kube-scheduler
  events
  create coordination.k8s.io: leases
  get,list,update,watch coordination.k8s.io: leases [kube-scheduler]
  all coordination.k8s.io: leasecandidates
  read: nodes
  delete,get,list,watch: pods
  create: bindings pods/binding
  patch,update: pods/status
  read: replicationcontrollers services
  read apps,extensions: replicasets
  read apps: statefulsets
  read policy: poddisruptionbudgets
  read: persistentvolumeclaims persistentvolumes
  create authentication.k8s.io: tokenreviews
  create authorization.k8s.io: subjectaccessreviews
  read storage.k8s.io: csinodes
  read storage.k8s.io: volumeattachments
  read: namespaces
  read storage.k8s.io: csidrivers
  read storage.k8s.io: csistoragecapacities
  read resource.k8s.io: deviceclasses
  get,list,patch,update,watch resource.k8s.io: resourceclaims
  get,list,patch,update,watch resource.k8s.io: resourceclaims/status
  update: pods/finalizers
  read resource.k8s.io: resourceslices
system:kubelet-api-admin
  read: nodes
  proxy: nodes
  *: nodes/log nodes/metrics nodes/proxy nodes/stats
  *: nodes/configz nodes/healthz nodes/pods
system:monitoring
  get: /healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/*
  get: nodes/metrics
system:node
  create authentication.k8s.io: tokenreviews
  create authorization.k8s.io: localsubjectaccessreviews subjectaccessreviews
  read: services
  create,get,list,watch: nodes
  patch,update: nodes/status
  patch,update: nodes
  create,patch,update: events
  read: pods
  create,delete: pods
  patch,update: pods/status
  create: pods/eviction
  read: configmaps secrets
  get: persistentvolumeclaims persistentvolumes
  get: endpoints
  create,get,list,watch certificates.k8s.io: certificatesigningrequests
  create,delete,get,patch,update coordination.k8s.io: leases
  get storage.k8s.io: volumeattachments
  create: serviceaccounts/token
  get,patch,update: persistentvolumeclaims/status
  read storage.k8s.io: csidrivers
  create,delete,get,patch,update storage.k8s.io: csinodes
  read node.k8s.io: runtimeclasses
  get resource.k8s.io: resourceclaims
  deletecollection resource.k8s.io: resourceslices
  get: serviceaccounts
system:node-bootstrapper
  create,get,list,watch certificates.k8s.io: certificatesigningrequests
system:node-problem-detector
  get: nodes
  patch: nodes/status
  events
system:node-proxier
  list,watch: endpoints services
  read: nodes
  events
  list,watch networking.k8s.io: servicecidrs
  list,watch discovery.k8s.io: endpointslices
system:persistent-volume-provisioner
  create,delete,get,list,watch: persistentvolumes
  get,list,update,watch: persistentvolumeclaims
  read storage.k8s.io: storageclasses
  watch: events
  events
system:public-info-viewer
  get: /healthz /livez /readyz /version /version/
system:service-account-issuer-discovery
  get: /.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/
system:volume-scheduler
  get,list,patch,update,watch: persistentvolumes
  read storage.k8s.io: storageclasses
  get,list,patch,update,watch: persistentvolumeclaims
view < view > edit
`;

/** The Roles, by `namespace/name`. */
export const roleText = `
kube-public/system:controller:bootstrap-signer
  read: configmaps
  update: configmaps [cluster-info]
  events
kube-system/extension-apiserver-authentication-reader
  read: configmaps [extension-apiserver-authentication]
kube-system/system::leader-locking-kube-controller-manager
  watch: configmaps
  get,update: configmaps [kube-controller-manager]
  create,get,list,update,watch coordination.k8s.io: leases
  create,get,list,update,watch coordination.k8s.io: leasecandidates
kube-system/system::leader-locking-kube-scheduler
  watch: configmaps
  get,update: configmaps [kube-scheduler]
  create,get,list,update,watch coordination.k8s.io: leases
  create,get,list,update,watch coordination.k8s.io: leasecandidates
kube-system/system:controller:bootstrap-signer
  read: secrets
kube-system/system:controller:cloud-provider
  create,get,list,watch: configmaps
kube-system/system:controller:token-cleaner
  delete,get,list,watch: secrets
  events
`;

/** The ClusterRoleBindings: their name, which is that of the role, and the subjects. */
export const clusterRoleBindingText = `
cluster-admin to group system:masters
system:basic-user to group system:authenticated
system:discovery to group system:authenticated
system:kube-controller-manager to user system:kube-controller-manager
system:kube-dns to account kube-system/kube-dns
system:kube-scheduler to user system:kube-scheduler
system:monitoring to group system:monitoring
system:node to
system:node-proxier to user system:kube-proxy
system:public-info-viewer to group system:authenticated, group system:unauthenticated
system:service-account-issuer-discovery to group system:serviceaccounts
system:volume-scheduler to user system:kube-scheduler
`;

/** The RoleBindings: `namespace/name`, `= role` where it has another name, and the subjects. */
export const roleBindingText = `
kube-public/system:controller:bootstrap-signer to account kube-system/bootstrap-signer
kube-system/system::extension-apiserver-authentication-reader = extension-apiserver-authentication-reader to user system:kube-controller-manager, user system:kube-scheduler
kube-system/system::leader-locking-kube-controller-manager to user system:kube-controller-manager, account kube-system/kube-controller-manager
kube-system/system::leader-locking-kube-scheduler to user system:kube-scheduler, account kube-system/kube-scheduler
kube-system/system:controller:bootstrap-signer to account kube-system/bootstrap-signer
kube-system/system:controller:cloud-provider to account kube-system/cloud-provider
kube-system/system:controller:token-cleaner to account kube-system/token-cleaner
`;
