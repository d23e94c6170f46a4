# One image for every role; the command says which: docker run chat-backend all | http | gateway | consumer | migrate

# What the product needs to run.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No package needs its install script, and our own `prepare` would build what is not here yet.
RUN npm ci --omit=dev --ignore-scripts

# dist/, and the database template that a first start of the role all copies.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build.mjs scripts/
COPY client client
COPY cli cli
COPY core core
COPY infra infra
COPY handlers handlers
RUN npm run build

FROM node:24-slim
LABEL org.opencontainers.image.title="chat-backend" org.opencontainers.image.licenses="MIT"
# One port whatever the role, so that one health check fits all. The role `all` keeps its data in /data: mount a volume.
ENV NODE_ENV=production PORT=3000 GATEWAY_PORT=3000 HEALTH_PORT=3000 DATA_DIR=/data
WORKDIR /app
# A named volume takes its owner from here.
RUN mkdir --mode=700 /data && chown node:node /data
COPY package.json LICENSE ./
COPY --from=packages /app/node_modules node_modules
COPY --from=build --chown=node:node /app/node_modules/.cache/chat-backend node_modules/.cache/chat-backend
COPY docker/healthcheck.mjs docker/
COPY --from=build /app/dist dist
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "docker/healthcheck.mjs"]
# No npm in between: SIGTERM must reach the process.
ENTRYPOINT ["node", "--enable-source-maps", "dist/handlers/entries/role.js"]
CMD ["all"]
