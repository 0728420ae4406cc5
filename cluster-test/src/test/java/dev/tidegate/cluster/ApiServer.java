package dev.tidegate.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The API of a Kubernetes that keeps what it is told, and starts nothing: no scheduler and no kubelet is behind it. By TLS, with a
 * certificate of its own, on this machine only.
 */
final class ApiServer implements AutoCloseable {

    /** Tells requests of the tests from those of Spark's client. */
    private static final String OURS = "of-the-test";

    private final KubernetesMockServer server;
    private final Kept kept = new Kept();
    private final KubernetesClient client;

    ApiServer() {
        server = new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), kept, true);
        server.init(InetAddress.getLoopbackAddress(), 0);
        client = server.createClient((KubernetesClientBuilder builder) ->
                builder.editOrNewConfig().withUserAgent(OURS).endConfig());
    }

    /** As {@code --master} names it. */
    String master() {
        return "k8s://https://localhost:" + server.getPort();
    }

    /** The file of the certificate that clients have to trust. */
    String certificate() {
        return server.getSelfSignedCertificate().certificatePath();
    }

    KubernetesClient client() {
        return client;
    }

    /** What Spark has asked for so far, as rights are given: {@code create pods}. */
    Set<String> asked() {
        return Set.copyOf(kept.asked);
    }

    /** From now on nobody may make a pod. */
    void forbidPods() {
        kept.forbidden = true;
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }

    /** Knows of server-side apply, which Spark's client asks for, that it makes what is not there. */
    private static final class Kept extends KubernetesCrudDispatcher {

        private static final String APPLY = "application/apply-patch+yaml";

        /** The resource, a name, and what belongs to it. */
        private static final Pattern PATH =
                Pattern.compile("/api/v1/namespaces/[^/]+/([a-z]+)(/[^/?]+)?(/[a-z]+)?(\\?.*)?");

        private final Set<String> asked = ConcurrentHashMap.newKeySet();
        private volatile boolean forbidden;

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            if (!Optional.ofNullable(request.getHeader("User-Agent")).orElse("").endsWith(OURS)) {
                asked.add(right(request));
            }
            return super.dispatch(request);
        }

        private static String right(RecordedRequest request) {
            Matcher path = PATH.matcher(request.getPath());
            if (!path.matches()) {
                return request.getMethod() + " " + request.getPath();
            }
            boolean one = path.group(2) != null;
            String verb =
                    switch (request.method()) {
                        case GET -> request.getPath().contains("watch=true") ? "watch" : one ? "get" : "list";
                        case POST -> "create";
                        case PUT -> "update";
                        case PATCH -> "patch";
                        case DELETE -> one ? "delete" : "deletecollection";
                        default -> request.getMethod();
                    };
            return verb + " " + path.group(1)
                    + Optional.ofNullable(path.group(3)).orElse("");
        }

        @Override
        public MockResponse handleCreate(RecordedRequest request) {
            if (!request.getPath().endsWith("/pods")) {
                return super.handleCreate(request);
            }
            if (forbidden) {
                String message = "pods is forbidden: User \"nobody\" cannot create resource \"pods\" in API group \"\"";
                return new MockResponse()
                        .setResponseCode(403)
                        .setBody(Serialization.asJson(new StatusBuilder()
                                .withStatus("Failure")
                                .withCode(403)
                                .withReason("Forbidden")
                                .withMessage(message)
                                .build()));
            }
            Pod pod = Serialization.unmarshal(request.getUtf8Body(), Pod.class);
            Pod pending = new PodBuilder(pod)
                    .withNewStatus()
                    .withPhase("Pending")
                    .endStatus()
                    .build();
            return super.handleCreate(as(HttpMethod.POST, request.getPath(), request, pending));
        }

        @Override
        public MockResponse handlePatch(RecordedRequest request) {
            if (!Optional.ofNullable(request.getHeader("Content-Type"))
                    .orElse("")
                    .startsWith(APPLY)) {
                return super.handlePatch(request);
            }
            String path = request.getPath().replaceFirst("\\?.*", "");
            HasMetadata applied = Serialization.unmarshal(request.getUtf8Body(), GenericKubernetesResource.class);
            if (handleGet(path).code() == 404) {
                String all = path.substring(0, path.lastIndexOf('/'));
                return handleCreate(as(HttpMethod.POST, all, request, applied));
            }
            return handleUpdate(as(HttpMethod.PUT, path, request, applied));
        }

        private static RecordedRequest as(HttpMethod method, String path, RecordedRequest request, HasMetadata body) {
            byte[] json = Serialization.asJson(body).getBytes(UTF_8);
            return new RecordedRequest(request.getHttpVersion(), method, path, request.getHeaders(), new Buffer(json));
        }
    }
}
