"""What the article states, row by row: typed in here once more, so that a slip in the knowledge turns a test red.

"Node.js vs Python for Backend: Which Wins in 2026?" by Krunal Panchal, Groovy Web, 26 May 2026.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Facts:
    """What the article states in one row, list or answer.

    Each part of `says`, between bars, must appear among the entry's title, stack, answer, points and notes; those
    of `python` and `node` on that side.
    """

    says: str
    pick: str | None = None
    winner: str | None = None
    margin: str = ""
    python: str = ""
    node: str = ""
    values: dict[str, float] = field(default_factory=dict)


ARTICLE = {
    "matrix.ai-agents": Facts(
        "AI agents, LLM orchestration, RAG pipelines | Python (FastAPI) | LangChain | LangGraph | CrewAI"
        " | Pydantic v2 | native async | In 2026 the AI ecosystem is Python's",
        pick="python",
    ),
    "matrix.real-time": Facts(
        "Real-time WebSocket / SSE / chat / multiplayer | Node.js (Fastify or Bun) | event loop"
        " | high-concurrency I/O | WebSocket | 2-3x higher",
        pick="node",
    ),
    "matrix.full-stack-js": Facts(
        "Full-stack JavaScript team, shared types | Node.js (Next.js + Fastify) | TypeScript | end to end | tRPC"
        " | Zod | frontend and backend",
        pick="node",
    ),
    "matrix.data-engineering": Facts(
        "Data engineering, ETL, ML model serving | Python | Pandas | Polars | NumPy | scikit-learn | PyTorch"
        " | no Node equivalent | at production scale",
        pick="python",
    ),
    "matrix.crud-saas": Facts(
        "SaaS API with no AI / standard CRUD | hiring market | team expertise | typical SaaS workloads",
        pick="either",
    ),
    "matrix.ai-plus-real-time": Facts(
        "AI product + real-time UX + scalable platform | Both (microservices split) | Python | AI/LLM services"
        " | Node.js | API gateway | real-time layer | most common pattern | AI-first startups | 2026",
        pick="both",
    ),
    "benchmark.rest-throughput": Facts(
        "Simple REST req/sec (single core) | Node.js 22 | ~35,000 | Python 3.13 + FastAPI | ~22,000 | 1.6x | ~1.5-2x"
        " | GIL | LLM inference | libraries are mature | C extensions | remote API calls | 2025-2026 | TechEmpower"
        " | Anthropic SDK comparison | Vercel AI SDK telemetry | production builds",
        winner="node",
        margin="1.6x",
        python="~22,000",
        node="~35,000",
        values={"node": 35_000, "python": 22_000},
    ),
    "benchmark.llm-streaming-latency": Facts(
        "LLM streaming endpoint p95 latency | 180ms | 165ms | minor",
        winner="python",
        margin="minor",
        python="165ms",
        node="180ms",
        values={"node": 180, "python": 165},
    ),
    "benchmark.cold-start": Facts(
        "Cold start (AWS Lambda) | 250ms | 600ms | 2.4x",
        winner="node",
        margin="2.4x",
        python="600ms",
        node="250ms",
        values={"node": 250, "python": 600},
    ),
    "benchmark.memory": Facts(
        "Memory (idle worker) | ~80MB | ~120MB",
        winner="node",
        python="~120MB",
        node="~80MB",
        values={"node": 80, "python": 120},
    ),
    "benchmark.websockets": Facts(
        "Concurrent WebSocket / process | ~10,000 | ~4,000 | 2.5x",
        winner="node",
        margin="2.5x",
        python="~4,000",
        node="~10,000",
        values={"node": 10_000, "python": 4_000},
    ),
    "benchmark.embeddings": Facts(
        "Embedding generation (batched) | sentence-transformers | GPU | n/a | OpenAI | Anthropic SDK | host",
        winner="python",
        margin="for self-host",
        python="Native sentence-transformers + GPU",
        node="n/a | OpenAI / Anthropic SDK",
    ),
    "benchmark.json-parse": Facts(
        "JSON parse 1MB payload | 9ms | 14ms",
        winner="node",
        python="14ms",
        node="9ms",
        values={"node": 9, "python": 14},
    ),
    "ai.agent-orchestration": Facts(
        "Agent orchestration | LangGraph | CrewAI | AG2 (AutoGen) | Pydantic AI | full production-grade"
        " | LangChain.js | ~6 months | Mastra | newer | 6-12 months ahead | 2024 | 2026",
        python="LangGraph | CrewAI | AG2 (AutoGen) | Pydantic AI | full production-grade options",
        node="LangChain.js | ~6 months on features | Mastra (newer)",
    ),
    "ai.rag": Facts(
        "RAG pipelines | LangChain | LlamaIndex | Haystack | first-class | LangChain.js | LlamaIndex.TS | usable"
        " | smaller community",
        python="LangChain | LlamaIndex | Haystack | first-class",
        node="LangChain.js | LlamaIndex.TS | usable but smaller community",
    ),
    "ai.llm-sdks": Facts(
        "LLM client SDKs | Anthropic SDK | OpenAI SDK | reference implementation | Vercel AI SDK | parity | official",
        python="Anthropic SDK | OpenAI SDK | Python is reference impl",
        node="Anthropic SDK | OpenAI SDK | Vercel AI SDK | parity on official clients",
    ),
    "ai.streaming-ui": Facts(
        "Streaming UI integration | SSE | verbose | Vercel AI SDK | best-in-class | React/Next | Next.js"
        " | best chat UX | user-facing API",
        python="Manual SSE | verbose",
        node="Vercel AI SDK | best-in-class streaming React/Next integration",
    ),
    "ai.evals": Facts(
        "Eval frameworks | Promptfoo | DeepEval | Ragas | TruLens | TS support | Evalite",
        python="Promptfoo | DeepEval | Ragas | TruLens",
        node="Promptfoo (TS support) | Evalite",
    ),
    "ai.model-serving": Facts(
        "ML model serving | TorchServe | BentoML | Modal | Ray Serve | vLLM | not viable | Python service",
        python="TorchServe | BentoML | Modal | Ray Serve | vLLM",
        node="Not viable | call out to Python service",
    ),
    "ai.vector-db": Facts(
        "Vector DB clients | Pinecone | Weaviate | Qdrant | pgvector | Chroma | parity",
        python="All major (Pinecone, Weaviate, Qdrant, pgvector, Chroma)",
        node="All major | parity",
    ),
    "ai.data-science": Facts(
        "Data science / ETL | Pandas | Polars | DuckDB | dbt | first-class | no viable equivalent",
        python="Pandas | Polars | DuckDB | dbt | first-class",
        node="No viable equivalent",
    ),
    "async.node-event-loop": Facts(
        "single-threaded event loop | libuv | non-blocking | HTTP | database | callbacks | Promises | CPU-heavy"
        " | blocks the loop | worker threads | child processes | one process per CPU core | cluster | PM2",
    ),
    "async.python-asyncio": Facts(
        "GIL (global interpreter lock) | true parallelism | asyncio + ASGI | FastAPI | Starlette | Node-class"
        " | since 2018 | Python 3.13 | experimental | free-threaded | removes the GIL | multi-core | maturing",
    ),
    "async.in-practice": Facts(
        "2026 | ~1.5-2x | single core | pure I/O | CPU-bound | 3.13 | free-threaded | closing the gap"
        " | most production APIs | rarely the bottleneck | the LLM provider is",
    ),
    "ecosystem.web-framework": Facts(
        "Web framework | FastAPI | Litestar | Django | legacy | Fastify | Express | Hono | edge | tRPC",
        python="FastAPI | Litestar | Django (legacy)",
        node="Fastify | Express | Hono (edge) | tRPC",
    ),
    "ecosystem.validation": Facts(
        "Validation | Pydantic v2 | Rust core | fast | Zod | Valibot",
        python="Pydantic v2 (Rust core, fast)",
        node="Zod | Valibot",
    ),
    "ecosystem.orm": Facts(
        "ORM | SQLAlchemy 2.x | SQLModel | Tortoise | Drizzle | Prisma | Kysely",
        python="SQLAlchemy 2.x | SQLModel | Tortoise",
        node="Drizzle | Prisma | Kysely",
    ),
    "ecosystem.background-jobs": Facts(
        "Background jobs | Celery | RQ | Arq | Dramatiq | BullMQ | Inngest",
        python="Celery | RQ | Arq | Dramatiq",
        node="BullMQ | Inngest",
    ),
    "ecosystem.package-manager": Facts(
        "Package manager | uv | Rust | ultra-fast | Poetry | pip | npm | pnpm | Bun | virtualenv | pip-tools | pyenv"
        " | single Rust binary | minutes down to seconds | standard at AI-first shops | mainstream | end of 2026",
        python="uv (Rust, ultra-fast) | Poetry | pip",
        node="npm | pnpm | Bun",
    ),
    "ecosystem.testing": Facts(
        "Testing | pytest | hypothesis | Vitest | Jest",
        python="pytest | hypothesis",
        node="Vitest | Jest",
    ),
    "ecosystem.runtimes": Facts(
        "Runtime alternatives | CPython | PyPy | GraalPy | Node | Bun | Deno | Bun 1.x | faster runtime"
        " | native TypeScript without transpilation | test runner | package manager | bundler | HTTP server"
        " | non-trivial | ~10x | install base | piloting | greenfield",
        python="CPython | PyPy | GraalPy",
        node="Node | Bun | Deno",
    ),
    "pattern.service-split": Facts(
        "Python (FastAPI) | agent orchestration | RAG retrieval | eval pipelines | ML model serving | ETL jobs"
        " | internal HTTP boundary | not exposed to the public internet | Fastify or Next.js API routes"
        " | public API gateway | auth | rate limiting | WebSocket / SSE streaming | payments | CRM webhooks"
        " | scheduled tasks | cheap nodes | traffic spikes | GPU-enabled nodes | inference | 2026 | AI-first",
        python="FastAPI | agent orchestration | RAG retrieval | eval pipelines | ML model serving | ETL jobs"
        " | internal HTTP boundary | not exposed to the public internet",
        node="Fastify or Next.js API routes | public API gateway | auth | rate limiting | WebSocket / SSE | payments"
        " | CRM webhooks | scheduled tasks",
    ),
    "pattern.message-bus": Facts(
        "Redis Streams | RabbitMQ | Kafka | async work | RAG queries | job queue | WebSocket",
    ),
    "cost.senior-salary": Facts(
        "Senior backend dev (W-2) | $160K - $220K base | $150K - $210K base | US",
        python="$160K - $220K base",
        node="$150K - $210K base",
    ),
    "cost.contractor-rate": Facts(
        "Contractor hourly | $55 - $95/hr | $50 - $85/hr | $22/hour",
        python="$55 - $95/hr",
        node="$50 - $85/hr",
    ),
    "cost.ai-engineer": Facts(
        "Specialised AI/ML engineer | $185K - $290K base | $170K - $250K base | LangChain.js / Vercel AI"
        " | ~5-10% more | 2026 | narrower than the general backend pool",
        python="$185K - $290K base",
        node="$170K - $250K base | LangChain.js / Vercel AI specialists",
    ),
    "cost.hosting": Facts(
        "Hosting (single-container, 1 vCPU / 1GB) | $20-40/mo | Cloud Run | Fly.io | Railway | $10-25/mo"
        " | lighter footprint",
        python="$20-40/mo (Cloud Run, Fly.io, Railway)",
        node="$10-25/mo (lighter footprint)",
    ),
    "cost.serverless": Facts(
        "Serverless cold-start cost | Lambda init 600ms | Lambda init 250ms",
        python="Higher (Lambda init 600ms)",
        node="Lower (Lambda init 250ms)",
    ),
    "cost.gpu-hosting": Facts(
        "GPU inference hosting | natively | Modal | Replicate | RunPod | not viable | proxies to Python",
        python="Native | Modal | Replicate | RunPod",
        node="Not viable | proxies to Python",
    ),
    "pick.python": Facts(
        "AI agents | RAG pipelines | LLM orchestration | core product feature | data engineering | ETL"
        " | ML training or serving in-house | data scientists who write Python | long-term maintenance"
        " | runtime micro-optimisation",
        pick="python",
    ),
    "pick.node": Facts(
        "chat, multiplayer, collaborative editing, live dashboards | full-stack JS team | shared TypeScript types"
        " | serverless-first | Vercel | Cloudflare Workers | cold start | pure CRUD SaaS | no AI or data-science"
        " | Vercel AI SDK streaming UI | core differentiator",
        pick="node",
    ),
    "pick.both": Facts(
        "serious AI workloads AND real-time UX | Python and JS expertise | budget to hire both"
        " | operational complexity of two runtimes | Python (FastAPI) | Node.js (Express/Fastify) | API gateway",
        pick="both",
    ),
    "faq.is-python-faster": Facts(
        "Is Python faster than Node.js in 2026? | No. | Node.js 22 | 1.5-2x faster | Python 3.13 + FastAPI"
        " | simple REST | LLM inference | embedding generation | data science | C/Rust extensions | negligible",
    ),
    "faq.ai-and-llm": Facts(
        "Which is better for AI and LLM applications? | AI agents | RAG pipelines | eval frameworks"
        " | ML model serving | LangChain, LangGraph, CrewAI, Pydantic AI | 6-12 months ahead | streaming UI layer"
        " | Vercel AI SDK + Next.js | API gateway | use both | microservices split",
        pick="python",
    ),
    "faq.bun-vs-node": Facts(
        "Should I use Bun instead of Node.js in 2026? | production-viable | greenfield | faster runtime"
        " | native TypeScript | package manager and bundler | roughly 10x | hosting integrations lag | new APIs"
        " | side projects | newer tooling | mature codebases | ROI | usually not there yet",
    ),
    "faq.fastapi-vs-express": Facts(
        "FastAPI vs Express in 2026 | 35,000 req/sec | single core | 22,000 | ~1.6x | Python 3.13 | 200ms+"
        " | Pydantic v2 | OpenAPI docs | async by default | Zod or Joi | TypeBox or Fastify | native OpenAPI",
    ),
    "faq.deno": Facts(
        "What about Deno? | Deno 2.x | 2026 | security-first | sandboxed by default | native TypeScript"
        " | npm-compatible | smaller than that of Bun | edge-deployed APIs | security model matters"
        " | Node and Bun | broader ecosystem support",
    ),
    "faq.both-in-one-project": Facts(
        "Can I run Python and Node.js in the same project? | Yes | most common pattern | AI-first companies"
        " | Python (FastAPI) | AI / ML / data services | internal HTTP boundary | Fastify or Next.js | API gateway"
        " | auth | real-time WebSocket layer | front-end-adjacent business logic | message bus | Redis Streams"
        " | RabbitMQ | Kafka | async work",
        pick="both",
    ),
}
