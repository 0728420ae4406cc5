# The images of docker-compose.yml, one target each: streaming-job, generator, dashboard.

# Code and image must be the same Spark. The official image: user spark has the id 185, there is no conf folder.
ARG SPARK_IMAGE=spark:3.5.8-scala2.12-java17-ubuntu
ARG JDK_IMAGE=eclipse-temurin:17.0.17_10-jdk-jammy
ARG JRE_IMAGE=eclipse-temurin:17.0.17_10-jre-jammy

# ---------------------------------------------------------------------------------------------------------------------
# Everything is built once, for all targets. Maven's repository stays in a cache of the builder, not in an image.
# ---------------------------------------------------------------------------------------------------------------------
FROM ${JDK_IMAGE} AS build
WORKDIR /source
COPY . .
RUN --mount=type=cache,id=tidegate-maven,target=/root/.m2 \
    ./mvnw -B -ntp -q -pl generator,streaming-job,dashboard -am package \
        -Dmaven.test.skip -Dspotless.check.skip -Daether.connector.http.retryHandler.count=8

# ---------------------------------------------------------------------------------------------------------------------
FROM ${SPARK_IMAGE} AS streaming-job
LABEL org.opencontainers.image.title="Tidegate streaming job" \
      org.opencontainers.image.description="CSV files that land in a folder become rows in PostgreSQL, each event exactly once" \
      org.opencontainers.image.licenses="Apache-2.0"
USER root
# The job's defaults are data/input, data/archive and so on: data is mounted here, and logs beside it.
WORKDIR /tidegate
COPY --from=build /source/spark-distribution/src/main/spark/conf/log4j2.properties /opt/spark/conf/
# Kubernetes mounts what it has of Spark's settings over the folder above.
COPY --from=build /source/spark-distribution/src/main/spark/conf/log4j2.properties /opt/tidegate/conf/
COPY docker/streaming-job docker/tidegate docker/answers /opt/tidegate/bin/
COPY scripts/lib/spark-options.sh scripts/lib/await.sh /opt/tidegate/lib/
COPY --from=build /source/streaming-job/target/streaming-job.jar /opt/tidegate/
COPY mappings mappings/
COPY streams streams/
# For an init container on Kubernetes; a server's own image runs it.
COPY postgres_setup.sql docker/postgres/migrate /opt/tidegate/set-up/
# File names are bytes; Java can name them all only in a UTF-8 locale.
ENV LC_ALL=C.UTF-8 PATH=/opt/tidegate/bin:$PATH
# /metrics and /healthz, for the network of the container; nothing is published by this.
ENV TIDEGATE_METRICS_PORT=9404 TIDEGATE_METRICS_BIND=0.0.0.0
USER 185:185
EXPOSE 9404
# Not healthy also when files wait and none is loaded.
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 CMD ["answers", "9404", "/healthz"]
ENTRYPOINT ["streaming-job"]

# ---------------------------------------------------------------------------------------------------------------------
# The same user as the job: the files of one are moved by the other.
FROM ${JRE_IMAGE} AS generator
LABEL org.opencontainers.image.title="Tidegate generator" \
      org.opencontainers.image.description="Synthetic events of a shop as CSV files" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --system --gid 185 tidegate && useradd --system --uid 185 --gid 185 --no-create-home tidegate
WORKDIR /tidegate
COPY --from=build /source/generator/target/generator.jar /opt/tidegate/
ENV LC_ALL=C.UTF-8
USER 185:185
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 CMD ["test", "-s", "data/catalog/products.csv"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-jar", "/opt/tidegate/generator.jar"]

# ---------------------------------------------------------------------------------------------------------------------
FROM ${JRE_IMAGE} AS dashboard
LABEL org.opencontainers.image.title="Tidegate dashboard" \
      org.opencontainers.image.description="Web page and JSON over what was loaded" \
      org.opencontainers.image.licenses="Apache-2.0"
# In kept lies what alerts were told; a new volume there gets the owner.
RUN groupadd --system --gid 186 tidegate && useradd --system --uid 186 --gid 186 --no-create-home tidegate && \
    install --directory --owner=186 --group=186 --mode=700 /kept
COPY docker/answers /opt/tidegate/bin/
COPY --from=build /source/dashboard/target/dashboard.jar /opt/tidegate/
ENV LC_ALL=C.UTF-8 PATH=/opt/tidegate/bin:$PATH
USER 186:186
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 CMD ["answers", "8080", "/healthz"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-jar", "/opt/tidegate/dashboard.jar"]
