# ---- Builder ----
FROM python:3.12-slim AS builder
WORKDIR /app
COPY fetch.py token.txt ./
RUN python fetch.py "$(cat token.txt)"

# ---- Final ----
FROM python:3.12-slim
WORKDIR /app
COPY app.py .
COPY --from=builder /app/forecast.txt .
CMD ["python", "app.py"]
