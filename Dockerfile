# The command for teams without Node:
#   docker build --tag aad-pod-identity .
#   docker run --rm --volume "$PWD:/work:ro" aad-pod-identity check clusters/prod
FROM node:22-alpine AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm pack --pack-destination /tmp \
  && npm install --global --prefix /out --omit=dev /tmp/cdk8s-aad-pod-identity-*.tgz

FROM node:22-alpine
COPY --from=build /out /usr/local
# The user node of the image.
USER 1000:1000
WORKDIR /work
ENTRYPOINT ["aad-pod-identity"]
CMD ["--help"]
