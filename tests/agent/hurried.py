"""The agent's process with shorter waits for what does not come; all else is the product's own."""

from devices.agent import __main__ as agent
from devices.agent import link, printing
from devices.printers import transport

link.ANSWER_WITHIN = 1.0
link.BACK_OFF = (0.1, 0.2)
printing.POLL = 1.0
printing.RETRY = 0.2
printing.RETRY_MOST = 0.5
transport.SPARE = 1.0

if __name__ == "__main__":
    raise SystemExit(agent.main())
