# What a client of ruby-kubeclient meets that has a token; prints it as JSON. See tests/other-clients.test.ts.
require "json"
require "kubeclient"

NAMESPACE = "default".freeze

def api(token, path = "/api")
  Kubeclient::Client.new(
    ENV.fetch("SERVER") + path,
    "v1",
    ssl_options: { ca_file: ENV.fetch("CA_FILE"), verify_ssl: OpenSSL::SSL::VERIFY_PEER },
    auth_options: token.nil? ? {} : { bearer_token: token }
  )
end

def refusal
  yield
  nil
rescue Kubeclient::HttpError => error
  status = JSON.parse(error.response.body)
  { code: error.error_code, reason: status["reason"], message: status["message"] }
end

# kubeclient asks discovery first, which refuses those whom nobody knows.
admin = ENV.fetch("ADMIN_TOKEN")
robot = api(ENV.fetch("ROBOT_TOKEN"))
answers = {
  anonymous: refusal { api(nil).get_namespaces },
  wrong: refusal { api("wrong").get_namespaces },
  denied: refusal { robot.get_config_maps(namespace: NAMESPACE) }
}
api(admin, "/apis/rbac.authorization.k8s.io").create_role_binding(
  Kubeclient::Resource.new(
    metadata: { name: "robot-edits", namespace: NAMESPACE },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "edit" },
    subjects: [{ kind: "ServiceAccount", name: "robot", namespace: NAMESPACE }]
  )
)
review = api(ENV.fetch("ROBOT_TOKEN"), "/apis/authorization.k8s.io").create_self_subject_access_review(
  Kubeclient::Resource.new(
    metadata: {},
    spec: { resourceAttributes: { namespace: NAMESPACE, verb: "create", resource: "configmaps" } }
  )
)
answers[:may] = review.status.allowed
answers[:outside] = refusal { robot.get_config_maps }

listed = robot.get_config_maps(namespace: NAMESPACE)
writer = Thread.new do
  one = Kubeclient::Resource.new(metadata: { name: "one", namespace: NAMESPACE }, data: { a: "1" })
  robot.create_config_map(one)
  robot.patch_config_map("one", { data: { a: "2" } }, NAMESPACE)
  robot.delete_config_map("one", NAMESPACE)
end
seen = []
watcher = robot.watch_config_maps(namespace: NAMESPACE, resource_version: listed.resourceVersion)
watcher.each do |notice|
  seen << [notice.type, notice.object.metadata.name, notice.object.data[:a]]
  watcher.finish if notice.type == "DELETED"
end
writer.join
answers[:seen] = seen
puts JSON.generate(answers)
