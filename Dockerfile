# The images of docker-compose.yml, one target each: streaming-job, generator, dashboard, s3.

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

# ---------------------------------------------------------------------------------------------------------------------
# An S3 server to try the job with; only the profile s3 asks for it.
FROM build AS s3-build
RUN --mount=type=cache,id=tidegate-maven,target=/root/.m2 \
    ./mvnw -B -ntp -q -pl local-s3 package dependency:copy@s3proxy \
        -Dmaven.test.skip -Dspotless.check.skip -Daether.connector.http.retryHandler.count=8

FROM ${JRE_IMAGE} AS s3
LABEL org.opencontainers.image.title="Tidegate S3 server" \
      org.opencontainers.image.description="s3proxy with a bucket, into which files are brought that land in a folder" \
      org.opencontainers.image.licenses="Apache-2.0"
# In kept lies the bucket. The group is that of the job: what is brought is deleted where it landed.
RUN groupadd --system --gid 185 tidegate && useradd --system --uid 188 --gid 185 --no-create-home tidegate-s3 && \
    install --directory --owner=188 --group=185 --mode=700 /kept
COPY --from=s3-build /source/local-s3/target/lib /opt/tidegate/lib/
COPY --from=s3-build /source/local-s3/target/local-s3.jar /source/local-s3/target/s3-servers/s3proxy-jar-with-dependencies.jar /opt/tidegate/
ENV LC_ALL=C.UTF-8
USER 188:185
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=120s --retries=3 CMD ["test", "-e", "/tmp/ready"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=20", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", \
    "-cp", "/opt/tidegate/local-s3.jar:/opt/tidegate/lib/*", "dev.tidegate.s3.LandingBucket", \
    "/opt/tidegate/s3proxy-jar-with-dependencies.jar"]
CMD ["/passwords/s3.conf", "tidegate", "/tidegate/data/input", "/tmp/ready"]
