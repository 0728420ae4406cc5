package dev.tidegate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Resources, as the types that the API has for them. */
final class Manifests {

    private static final Map<String, Class<? extends HasMetadata>> TYPES = Map.of(
            "v1/ConfigMap", ConfigMap.class,
            "v1/Namespace", Namespace.class,
            "v1/PersistentVolumeClaim", PersistentVolumeClaim.class,
            "v1/Service", Service.class,
            "v1/ServiceAccount", ServiceAccount.class,
            "apps/v1/Deployment", Deployment.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class);

    private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Z_]+)\\)");

    private final List<HasMetadata> all;

    private Manifests(List<HasMetadata> all) {
        this.all = all;
    }

    static Manifests of(Kustomize built) {
        return new Manifests(built.resources().stream().map(Manifests::typed).toList());
    }

    static HasMetadata typed(Map<String, Object> resource) {
        String kind = resource.get("apiVersion") + "/" + resource.get("kind");
        assertThat(TYPES).as("kinds that are used").containsKey(kind);
        return Strict.as(resource, TYPES.get(kind));
    }

    List<HasMetadata> all() {
        return all;
    }

    <T extends HasMetadata> Stream<T> of(Class<T> type) {
        return all.stream().filter(type::isInstance).map(type::cast);
    }

    <T extends HasMetadata> T one(Class<T> type, String name) {
        List<T> found = of(type).filter(
                        resource -> resource.getMetadata().getName().equals(name))
                .toList();
        assertThat(found).as("%s %s", type.getSimpleName(), name).hasSize(1);
        return found.get(0);
    }

    static PodSpec pod(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec();
    }

    /** Those that run before the others, too. */
    static List<Container> containers(Deployment deployment) {
        return Stream.concat(pod(deployment).getInitContainers().stream(), pod(deployment).getContainers().stream())
                .toList();
    }

    static Volume volume(PodSpec pod, String name) {
        List<Volume> found = pod.getVolumes().stream()
                .filter(volume -> volume.getName().equals(name))
                .toList();
        assertThat(found).as("volumes called " + name).hasSize(1);
        return found.get(0);
    }

    /** What the process sees; each ConfigMap that it is taken from must be there. */
    Map<String, String> environment(Container container) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (EnvFromSource source : container.getEnvFrom()) {
            environment.putAll(
                    one(ConfigMap.class, source.getConfigMapRef().getName()).getData());
        }
        Map<String, String> earlier = new LinkedHashMap<>();
        for (EnvVar variable : container.getEnv()) {
            String value = variable.getValueFrom() == null
                    ? expanded(variable.getValue(), earlier)
                    : value(variable.getValueFrom().getConfigMapKeyRef());
            assertThat(earlier.put(variable.getName(), value))
                    .as("twice: " + variable.getName())
                    .isNull();
        }
        environment.putAll(earlier);
        return environment;
    }

    private String value(ConfigMapKeySelector key) {
        Map<String, String> data = one(ConfigMap.class, key.getName()).getData();
        assertThat(data).containsKey(key.getKey());
        return data.get(key.getKey());
    }

    /** Only what stands before it in the list can be referred to, and nothing of a whole ConfigMap. */
    private static String expanded(String value, Map<String, String> earlier) {
        return REFERENCE.matcher(value).replaceAll(reference -> {
            assertThat(earlier).as("what %s refers to", value).containsKey(reference.group(1));
            return Matcher.quoteReplacement(earlier.get(reference.group(1)));
        });
    }
}
