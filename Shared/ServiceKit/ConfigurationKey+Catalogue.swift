import Model

/// Every key that a process of this system reads.
extension ConfigurationKey {
  package static let tradingMode = Self(
    "trading", "mode", .choice(TradingMode.allCases.map(\.rawValue)), default: "paper", "Which exchange the orders go to.")
  package static let symbols = Self(
    "trading", "symbols", .text, default: "BTCUSDT,ETHUSDT,SOLUSDT,XRPUSDT,DOGEUSDT", "Symbols of each cycle, separated by commas.")
  package static let timeframes = Self(
    "trading", "timeframes", .text, default: "1m",
    "Timeframes whose boundaries start cycles, separated by commas; `none` for manual cycles only.")

  package static let timeframeSymbols = Self(
    "trading", "timeframesymbols", .text,
    "Symbols of single timeframes, instead of `trading.symbols`: `1h=BTCUSDT,ETHUSDT;1d=BTCUSDT`.")

  package static let parallelCharts = Self(
    "charts", "parallel", .integer(1...20), default: "5",
    "Charts fetched and drawn at the same time; the exchange allows 600 requests in 5 seconds.")
  package static let retainedCandles = Self(
    "retention", "candles", .integer(300...1_000_000), default: "5000", "Newest candles kept of each symbol and timeframe.")
  package static let retainedImages = Self(
    "retention", "images", .integer(100...10_000_000), default: "20000",
    "Newest chart pictures kept; those on which a trade was opened are kept for good.")
  package static let retainedDays = Self(
    "retention", "days", .integer(1...3650), default: "30",
    "Days that cycles without a trade, with their steps, charts and analysis jobs, and sent messages and alerts are kept.")

  package static let busBasePort = Self(
    "bus", "baseport", .integer(1024...65_000), default: "5550",
    "First port of the bus on one machine: forwarder on it and the next, request ports from ten above.")
  package static let busPublishers = Self(
    "bus", "publishers", .text, "Address of the forwarder's publisher side, instead of the base port.")
  package static let busSubscribers = Self(
    "bus", "subscribers", .text, "Address of the forwarder's subscriber side, instead of the base port.")
  package static let busServices = Self(
    "bus", "services", .text, "Request addresses instead of the base port: `executor=tcp://executor:5566;notifier=tcp://…|tcp://replica`.")
  package static let busListen = Self(
    "bus", "listen", .text,
    "The address this process binds for requests, when it differs from what the others connect to (`tcp://0.0.0.0:5566`).")

  package static let busKeys = Self(
    "bus", "keys", .text,
    "Folder of CURVE keys, as `autotrader keys` makes it. Without it the bus is plain, and listens on loopback or private networks only.")

  package static let busReplicas = Self(
    "bus", "replicas", .text, "Processes of a service with the base port's layout: `executor=2,analyzer=3`, or `all=2`; one by default.")

  package static let databaseURL = Self(
    "database", "url", .text, default: "postgresql://127.0.0.1:5432/autotrader", alias: "DATABASE_URL",
    "PostgreSQL's address, without user and password.")
  package static let databasePassword = Self(
    "database", "password", .text, secret: true, alias: "DB_PASSWORD", "Password of this service's own login role.")
  package static let databaseAdministratorURL = Self(
    "database", "adminurl", .text, secret: true, "Administrator's address. When given, the service makes its schema and role at start.")
  package static let databaseAdministratorPassword = Self(
    "database", "adminpassword", .text, secret: true, "Administrator's password, when the address has none.")

  package static let exchangeURL = Self(
    "exchange", "url", .text, "Base address of the Bybit V5 API, instead of the one that goes with the trading mode.")
  package static let paperExchangeURL = Self(
    "exchange", "paperurl", .text, default: "http://127.0.0.1:5580", "Base address of the paper exchange, for mode paper.")
  package static let exchangeKey = Self(
    "exchange", "apikey", .text, secret: true, alias: "BYBIT_API_KEY", "API key; for containers ./deploy/secrets asks for it.")
  package static let exchangeSecret = Self(
    "exchange", "apisecret", .text, secret: true, alias: "BYBIT_API_SECRET", "API secret; for containers ./deploy/secrets asks for it.")

  package static let exchangeAuthorities = Self(
    "exchange", "authorities", .text,
    "File of certificate authorities (PEM) trusted for the exchange instead of the system's: for a paper exchange behind one's own TLS.")

  package static let chartTheme = Self(
    "charts", "theme", .choice(["dark", "light"]), default: "dark", "Colours of the charts that are analysed.")
  package static let chartInset = Self(
    "charts", "inset", .flag, default: "false", "Draw a small picture of the higher timeframe into the charts that are analysed.")

  package static let analystProvider = Self(
    "analyst", "provider", .choice(["rules", "openai"]), default: "rules",
    "Who analyses the charts: fixed rules, or vision models of an OpenAI-compatible server.")
  package static let analystURL = Self(
    "analyst", "url", .text, default: "https://api.openai.com/v1", "Base address of the models' API, up to and with its /v1.")
  package static let analystKey = Self("analyst", "apikey", .text, secret: true, alias: "OPENAI_API_KEY", "Key of the models' API.")
  package static let analystServer = Self(
    "analyst", "server", .choice(["openai", "ollama", "vllm", "lmstudio", "openrouter", "other"]), default: "openai",
    "What kind of server it is: decides which fields it is sent.")
  package static let analystModels = Self(
    "analyst", "models", .text, default: "gpt-6-luna", "Models in the order of preference, separated by commas; the later ones stand in.")
  package static let analystModelOptions = Self(
    "analyst", "modeloptions", .text,
    #"JSON about models: `{"NAME":{"input":"0.1","cached":"0.01","output":"0.5","imageTokens":1200,"replyTokens":2000,"reasons":true}}`, prices in dollars for a million tokens."#
  )
  package static let analystFormat = Self(
    "analyst", "format", .choice(["auto", "jsonSchema", "jsonObject", "text"]), default: "auto",
    "How models are told the shape of the answer; auto goes from the strictest down.")
  package static let analystDetail = Self(
    "analyst", "detail", .choice(["low", "high", "original"]), default: "high", "How closely models look at the chart.")
  package static let analystEffort = Self(
    "analyst", "effort", .choice(["none", "minimal", "low", "medium", "high", "xhigh", "max"]), default: "low",
    "How long reasoning models think; it counts as reply.")
  package static let analystReplyTokens = Self(
    "analyst", "replytokens", .integer(64...128_000), default: "2000", "The most tokens of a reply, hidden reasoning included.")
  package static let analystTimeout = Self("analyst", "timeout", .decimal(0.1...600), default: "45", "Seconds to wait for one reply.")
  package static let analystTries = Self(
    "analyst", "tries", .integer(1...10), default: "3", "Tries of one question after errors that may pass.")
  package static let analystParallel = Self(
    "analyst", "parallel", .integer(1...32), default: "5", "Charts that models analyse at the same time, in each analyzer.")
  package static let analystEnsemble = Self("analyst", "ensemble", .integer(1...9), default: "1", "Answers asked for each chart.")
  package static let analystEnsembleKind = Self(
    "analyst", "ensemblekind", .choice(["samples", "models"]), default: "samples",
    "Several answers of the first model, or one of each.")
  package static let analystAgreement = Self(
    "analyst", "agreement", .integer(1...9), "Answers that must agree on the direction; more than half of them by default.")
  package static let analystReadingLimit = Self(
    "analyst", "readinglimit", .decimal(0...1), default: "0.35",
    "Largest hallucination score of a model's answer: the share of what it read off the chart that is not there.")
  package static let analystDailyBudget = Self(
    "analyst", "dailybudget", .decimal(0...1_000_000), default: "1",
    "Dollars that models may cost in a UTC day; calls stop before it is passed.")
  package static let analystMonthlyBudget = Self(
    "analyst", "monthlybudget", .decimal(0...10_000_000), default: "20", "Dollars that models may cost in a UTC month.")

  package static let minimumConfidence = Self(
    "filter", "minconfidence", .decimal(0...1), default: "0.6", "Analyses below this confidence give no signal.")
  package static let minimumRiskReward = Self(
    "filter", "minriskreward", .decimal(0...100), default: "1.5", "Analyses below this reward for one unit of risk give no signal.")

  package static let maximumSlots = Self("risk", "slots", .integer(0...100), default: "3", "Trades reserved or live at the same time.")
  package static let riskFraction = Self(
    "risk", "fraction", .decimal(0.0001...0.1), default: "0.01", "Share of equity lost if a trade's stop fills at its price.")
  package static let leverage = Self("risk", "leverage", .decimal(1...100), default: "5", "Leverage set on the symbol before an entry.")

  package static let dailyLossLimit = Self(
    "risk", "dailyloss", .decimal(0.001...1), default: "0.05",
    "Loss since the first equity of the UTC day, as its share, that halts trading.")
  package static let drawdownLimit = Self(
    "risk", "drawdown", .decimal(0.001...1), default: "0.15", "Loss since the highest equity, as its share, that halts trading.")

  package static let automaticApproval = Self(
    "approval", "automatic", .flag, default: "false", "Approve proposals without a person. Paper mode only.")
  package static let automaticApprovalDelay = Self(
    "approval", "delay", .decimal(0...3600), default: "1", "Seconds a proposal waits for a person before it is approved automatically.")
  package static let maximumPriceDrift = Self(
    "approval", "maxdrift", .decimal(0.01...10), default: "0.5",
    "Largest distance of the last price from the analysed entry at the approval, in multiples of the ATR.")

  package static let entryOrder = Self(
    "entry", "order", .choice(["market", "limit"]), default: "market",
    "How entries are sent: at the market, or as a limit at the analysed entry that rests until it fills or is withdrawn.")
  package static let entrySlippage = Self(
    "entry", "slippage", .decimal(0.01...10), default: "0.5",
    "Percent of the last price that a market entry may cost more; the exchange cancels what would fill beyond it.")
  package static let entryPatience = Self(
    "entry", "patience", .decimal(0.5...86_400), default: "10", "Seconds that a limit entry rests at one price.")
  package static let entryChases = Self(
    "entry", "chases", .integer(0...20), default: "0",
    "How often a limit entry follows the best price before it is cancelled, within the cycle and `approval.maxdrift`.")

  package static let livePaperTrades = Self(
    "live", "papertrades", .integer(1...100_000), default: "20",
    "Trades that must have closed in paper mode, in the same database, before mode live is allowed.")

  package static let unprotectedLimit = Self(
    "executor", "unprotectedlimit", .decimal(0.1...3600), default: "5",
    "Seconds that an open position may be without a stop before that is reported as critical.")

  package static let secondTapAbove = Self(
    "approval", "secondtap", .decimal(0...1_000_000_000), default: "25000",
    "Notional in USDT above which an approval in Telegram needs a second tap.")

  package static let telegramToken = Self(
    "telegram", "token", .text, secret: true, "The bot's token, as BotFather gives it. Without it there is no Telegram.")
  package static let telegramApprovers = Self(
    "telegram", "approvers", .text, secret: true,
    "Who may command the bot and decide, as NAME=NUMBER separated by commas; the number is the person's Telegram id, the name is what logs and reports show. `autotrader init` finds the number out."
  )
  package static let telegramChats = Self(
    "telegram", "chats", .text, secret: true,
    "Numbers of the chats that messages go to, separated by commas; each approver's private chat by default.")
  package static let telegramURL = Self(
    "telegram", "url", .text, default: "https://api.telegram.org", "Base address of the Bot API.")

  package static let positionCheck = Self(
    "monitoring", "interval", .decimal(0.1...3600), default: "120",
    "Seconds between two looks at all positions; fills are looked at at once.")

  package static let positionQuotes = Self(
    "monitoring", "quotes", .decimal(0.1...60), default: "2",
    "Seconds between two updates of the numbers of open positions, for the pages. They are told, not stored.")

  package static let dashboardListen = Self(
    "dashboard", "listen", .text, default: "127.0.0.1:8080",
    "Address and port of the web pages and the API. Any address but loopback needs a strong password.")
  package static let dashboardPassword = Self(
    "dashboard", "password", .text, secret: true,
    "Password of the web pages. Without it one is made at the first start, printed once, and only its hash is kept.")
  package static let dashboardOrigins = Self(
    "dashboard", "origins", .text, alias: "FRONTEND_URL",
    "Further origins that browsers may use, separated by commas (`https://trade.example.org`); loopback is always allowed.")
  package static let dashboardTrustedProxies = Self(
    "dashboard", "trustedproxies", .text,
    "Addresses and networks of proxies whose `X-Forwarded-For` is believed, separated by commas (`127.0.0.1,10.0.0.0/8`); none by default.")
  package static let dashboardSessionHours = Self(
    "dashboard", "sessionhours", .integer(1...720), default: "12", "Hours after which a login ends.")
  package static let dashboardAssets = Self(
    "dashboard", "assets", .text, "Folder of the pages, scripts and styles; beside the executable by default.")
  package static let dashboardChartLibrary = Self(
    "dashboard", "chartlibrary", .text,
    "The file lightweight-charts.js, fetched at install time; without it the pages draw simpler charts themselves.")

  package static let logLevel = Self(
    "log", "level", .choice(["trace", "debug", "info", "notice", "warning", "error"]), default: "info", "Least severe line that is logged.")
  package static let instanceName = Self(
    "instance", "name", .text,
    "Name of this process among its replicas; the executable's name by default, with `-2` behind it for the second.")
  package static let instanceReplica = Self(
    "instance", "replica", .integer(1...ReplicaCounts.maximum), default: "1",
    "Which of its service's replicas this process is: it binds that address of the service's list.")

  package static let killPoints = Self(
    "test", "killpoints", .text,
    "For tests of crashes, refused outside of paper mode: a folder in which a file `<service>.<point>` has that process kill itself there.")

  package static let catalogue: [ConfigurationKey] = [
    tradingMode, symbols, timeframes, timeframeSymbols, parallelCharts, retainedCandles, retainedImages, retainedDays, busBasePort,
    busPublishers, busSubscribers, busServices, busListen, busReplicas, busKeys, databaseURL, databasePassword,
    databaseAdministratorURL, databaseAdministratorPassword, exchangeURL, paperExchangeURL, exchangeKey, exchangeSecret,
    exchangeAuthorities,
    chartTheme, chartInset, analystProvider, analystURL, analystKey, analystServer, analystModels, analystModelOptions, analystFormat,
    analystDetail, analystEffort,
    analystReplyTokens, analystTimeout, analystTries, analystParallel, analystEnsemble, analystEnsembleKind, analystAgreement,
    analystReadingLimit, analystDailyBudget, analystMonthlyBudget, minimumConfidence,
    minimumRiskReward, maximumSlots, riskFraction, leverage, dailyLossLimit, drawdownLimit, automaticApproval, automaticApprovalDelay,
    maximumPriceDrift, livePaperTrades, entryOrder, entrySlippage, entryPatience, entryChases, unprotectedLimit, secondTapAbove,
    telegramToken, telegramApprovers, telegramChats, telegramURL, positionCheck, positionQuotes,
    dashboardListen, dashboardPassword, dashboardOrigins, dashboardTrustedProxies, dashboardSessionHours, dashboardAssets,
    dashboardChartLibrary,
    logLevel, instanceName, instanceReplica, killPoints,
  ]

  /// Variables of the same prefix that other tools read: not keys, and not mistakes.
  static let foreignEnvironmentNames: Set<String> = [
    "AUTOTRADER_CONFIG", "AUTOTRADER_PAPER_APIKEY", "AUTOTRADER_PAPER_APISECRET",
    "AUTOTRADER_PAPER_APIKEY_FILE", "AUTOTRADER_PAPER_APISECRET_FILE", "AUTOTRADER_INSTANCE",
  ]
}
