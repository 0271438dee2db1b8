"""The words that are recognised, apart from the code that looks for them; none is of a particular plan.

Patterns are written for plain text: half-width, simplified, lower case (see `normalise`).
"""

from __future__ import annotations

from language.patterns import Pattern

# --- shape of the text -------------------------------------------------------------------------------------------

_PAIRS = """
萬万 億亿 項项 號号 計计 劃划 員员 個个 間间 場场 張张 處处 達达 標标 進进 開开 關关 啟启 動动 報报 還还 沒没 後后
滯滞 辦办 結结 銷销 驛驿 書书 館馆 宮宫 鷹鹰 雛雏 領领 學学 業业 產产 區区 會会 黨党 務务 財财 設设 鄉乡 鎮镇 團团
創创 發发 綜综 總总 質质 請请 問问 應应 該该 對对 錯错 說说 寫写 筆笔 誤误 預预 長长 時时 兩两 幾几 剛刚 纔才 現现
實实 際际 數数 據据 圖图 見见 轉转 給给 誰谁 負负 責责 歸归 繼继 續续 齊齐 舉举 築筑 籌筹 購购 資资 貸贷 費费 經经
貧贫 審审 協协 調调 導导 無无 難难 題题 緩缓 爲为 為为 於于 與与 這这 麼么 嗎吗 們们 來来 過过 讓让 從从 將将 頭头
單单 屬属 聯联 絡络 絕绝 繫系 係系 統统 縣县 廳厅 廠厂 廣广 東东 車车 門门 園园 國国 證证 認认 識识 議议 論论 談谈
訂订 記记 許许 評评 試试 詢询 詳详 語语 課课 講讲 謝谢 變变 讀读 賬账 賣卖 買买 賽赛 贊赞 軟软 輛辆 輪轮 輸输 辭辞
邊边 遲迟 遠远 遞递 遺遗 選选 鄰邻 醫医 釋释 錄录 鋪铺 鐘钟 鍵键 鎖锁 陸陆 陽阳 階阶 隊队 隨随 險险 雜杂 離离 電电
靈灵 響响 頁页 順顺 須须 顧顾 顯显 類类 願愿 風风 飛飞 養养 馬马 驗验 體体 點点 黃黄 紅红 綠绿 級级 終终 線线 練练
組组 細细 繪绘 維维 網网 緊紧 縮缩 績绩 織织 罰罚 職职 聲声 聽听 腦脑 臺台 興兴 舊旧 藝艺 蘭兰 術术 衛卫 製制 複复
規规 視视 覺觉 觀观 減减 準准 滿满 漲涨 漸渐 濟济 熱热 燈灯 爭争 狀状 獎奖 環环 畫画 當当 療疗 監监 盤盘 確确 碼码
禮礼 種种 稱称 穩稳 窮穷 競竞 節节 範范 簡简 簽签 糧粮 純纯 紙纸 納纳 紛纷 優优 儘尽 儲储 償偿 價价 側侧 傳传 債债
備备 僅仅 兒儿 內内 冊册 劇剧 劑剂 勞劳 勢势 勵励 勝胜 勻匀 匯汇 參参 雙双 喚唤 嘗尝 嚴严 圍围 執执 堅坚 塊块 塵尘
墊垫 壓压 壞坏 壯壮 壹一 貳二 夠够 夾夹 奪夺 婦妇 孫孙 寧宁 寬宽 專专 尋寻 屆届 層层 岡冈 島岛 幣币 幫帮 庫库 廢废
彈弹 徵征 徹彻 恆恒 態态 慣惯 慮虑 憑凭 憲宪 戰战 戶户 掛挂 掃扫 採采 換换 損损 搶抢 擇择 擊击 擔担 擴扩 擾扰 攝摄
敗败 敘叙 條条 構构 樣样 機机 樓楼 權权 歲岁 歷历 決决 況况 測测 渾浑 溝沟 滾滚 灣湾 災灾 煩烦 營营 爛烂 獨独 獲获
瑪玛 盡尽 縂总 撥拨 補补 裝装 貼贴 趕赶 跡迹 蹤踪 運运 違违 適适 遙遥 鄭郑 鄧邓 劉刘 陳陈 楊杨 趙赵 吳吴 馮冯 韓韩
葉叶 蘇苏 呂吕 蔣蒋 賈贾 餘余 羅罗 錢钱 龍龙 歐欧 凱凯 麗丽 嬌娇 傑杰 偉伟 強强 輝辉 鳳凤 銘铭 鋒锋 鵬鹏 賢贤 誠诚
詩诗 瑩莹 華华 騰腾 靜静 潔洁 軍军 曉晓 紹绍 緯纬 佔占 併并 倉仓 倫伦 偵侦 傷伤 儀仪 兇凶 凍冻 勁劲 卻却 厭厌 厲厉
啞哑 嘆叹 噸吨 圓圆 塗涂 墻墙 壘垒 墮堕 夥伙 奧奥 奮奋 媽妈 屢屡 嶺岭 幹干 並并 廟庙 彙汇 徑径 復复 憂忧 懇恳 懷怀
戲戏 拋抛 揀拣 擬拟 擠挤 攤摊 斷断 晝昼 暫暂 極极 橋桥 檔档 檢检 歡欢 殘残 氣气 沖冲 洩泄 涼凉 淨净 淺浅 湯汤 漁渔
漢汉 潛潜 澤泽 濃浓 濱滨 灑洒 煉炼 煙烟 燒烧 牆墙 牽牵 猶犹 瑣琐 瓊琼 異异 痺痹 癥症 皺皱 盜盗 睏困 矚瞩 禍祸 稅税
竅窍 筍笋 籃篮 糾纠 綱纲 緣缘 縱纵 繳缴 罷罢 聖圣 聞闻 聰聪 肅肃 脫脱 膠胶 臨临 艙舱 莊庄 蓋盖 薦荐 薩萨 藥药 虛虚
蝕蚀 襲袭 訊讯 託托 註注 詞词 謹谨 譯译 貨货 貴贵 賓宾 賠赔 贏赢 趨趋 躍跃 載载 輔辅 輕轻 輯辑 轄辖 農农 逕径 遊游
遷迁 鉤钩 銀银 銜衔 銳锐 鋼钢 鏈链 鐵铁 鑒鉴 鑑鉴 閃闪 閉闭 閱阅 閣阁 隱隐 隸隶 雲云 頓顿 頒颁 頻频 顆颗 額额 飯饭
飲饮 飾饰 騎骑 驅驱 驟骤 鮮鲜 鳥鸟 麥麦 黏粘 齡龄 佈布 週周 迴回
"""
TRADITIONAL = {pair[0]: pair[1] for pair in _PAIRS.split()}

# Written or heard for one another; the first of a group stands for all of them when names are compared.
SOUND_ALIKE = {
    char: group[0]
    for group in (
        "雁燕宴",
        "驿译绎",
        "鹰英",
        "菁精晶",
        "灌罐",
        "雏锄",
        "悦阅",
        "滴嘀",
        "吧巴",
        "航杭",
        "港岗",
        "智志至",
        "暖软",
        "湾弯",
        "宫工",
        "馆管",
        "坊防",
        "源元",
        "圆园",
    )
    for char in group
}

SLIPS = [
    (Pattern(pattern), instead)
    for pattern, instead in (
        (r"(?<!可)(?<!难)(?<!所)(?<!足)[以己](?=完成|办结|建成|启动|开展|出台|落实|经完成)", "已"),
        (r"(?<=尚)末|末(?=启动|开始|完成|动工|开工)", "未"),
        (r"起动", "启动"),
        (r"著(?=[重手眼力急])", "着"),
        (r"俩(?!个|人|口)", "两个"),
        (r"仨(?!个)", "三个"),
        (r"到了?第(?=\d+[场期次家批])", "到"),  # 已办到第7场
        (r"(?<=完成)渡", "度"),
        (r"讲坐", "讲座"),
        (r"(?<=\d)[厂埸](?![房区长])", "场"),
        (r"[俾畀]", "给"),
        (r"(?<=百分)只(?=[一二三四五六七八九十\d])", "之"),
        (r"(?<=已)[晚完][成城诚](?!了?[多少几])", "完成"),
        (r"唔该", "麻烦"),
        (r"唔[系係]", "不是"),
        (r"(?<![关联体干维没])[系係](?![列统数])(?=[^,。;]*(?:\d|[一二三四五六七八九十]|不是|边|咁))", "是"),
        (r"搞?掂晒|搞掂|搞?妥晒|搞晒|整掂", "搞定"),
        (r"搞?(?:唔|不)掂", "完成不了"),
        (r"未搞定", "未完成"),
        (r"唔使", "不用"),
        (r"唔", "不"),
        (r"咗", "了"),
        (r"嘅", "的"),
        (r"哋", "们"),
        (r"(?:而|依)家", "现在"),
        (r"边个", "哪个"),
        (r"几多", "多少"),
        (r"啱啱", "刚刚"),
        (r"啱", "对"),
        (r"呢(?=[项个单]|件事)", "这"),
        (r"冇|[冇无]有", "没有"),
        (r"仲(?=[有未差欠没剩爭争系是要])", "还"),
        (r"(?<=还)[争爭欠](?=\d|[一二两三四五六七八九十])", "差"),
        (r"(?<=[\d一二两三四五六七八九十])[单間](?![位元])", "间"),
        (r"听日", "明天"),
        (r"(?<=[今明昨后])儿(?!子|童|科)", "天"),
        (r"[寻琴]日", "昨天"),
        (r"宜家(?=[\d有得完])", "现在"),
        (r"嚟", "来"),
        (r"晒(?=[,。!]|$)", "了"),
        (r"(?<=[\d一二两三四五六七八九十])\s+(?=[家名场套张所间])", ""),
        (r"(?<=\d)\s*[%‰]", "%"),
        (r"(?<=\d)\s*w(?![a-z])", "万"),
    )
]
HESITATION = [
    (Pattern(pattern), instead)
    for pattern, instead in (
        (r"(?:^|(?<=[,。;!?\s]))(?:[嗯呃额唔哦噢诶欸哎]+[,、。.\s]*)+(?:那个|这个|就是|就是说)?[,、\s]*(?=\S{2})", ""),
        (r"[呃唔诶欸]+", ""),
        (r"(?:^|(?<=[,。;\s]))(?:那个|就是说|怎么说呢|然后呢?|反正|其实)[,、\s]*(?=\S{2})", ""),
        (r"(?<=[项号务])(?:呢|嘛|啊|的话)[,、\s]*", ""),
    )
]

_MONTHS = (
    "january|jan",
    "february|feb",
    "march|mar",
    "april|apr",
    "may",
    "june|jun",
    "july|jul",
    "august|aug",
    "september|sept|sep",
    "october|oct",
    "november|nov",
    "december|dec",
)
EDGE = (
    r"(?:(?<![a-z0-9_])(?=[a-z0-9_])|(?<=[a-z0-9_])(?![a-z0-9_]))"  # of an English word, also beside Chinese: delay了
)
ENGLISH = [
    (Pattern(pattern.replace(r"\b", EDGE)), instead)
    for pattern, instead in (
        (r"\b(?:which tasks )?do (?:i|we) lead\b|\b(?:my|our) tasks\b", "我牵头哪些任务"),
        (r"\b(?:what )?have (?:i|we) not (?:yet )?reported\b|\bwhat (?:is|are) (?:my|our) pending\b", "我还有哪些没报"),
        (r"\bhow (?:do i|can i|to|should i)\b", "怎么"),
        (r"(?<=怎么 )(?:report|fill|use)", "填报"),
        (
            r"\bwho(?:'s| is)? (?:has not|hasn'?t|haven'?t|have not|did not|didn'?t|not)(?: yet)? (?:report\w*"
            r"|submit\w*|repl\w+|answer\w*)(?: yet)?",
            "谁还没报",
        ),
        (
            r"\b(?:which|what) departments? (?:has not|hasn'?t|haven'?t|have not|did not"
            r"|didn'?t)(?: yet)? (?:report\w*|submit\w*)(?: yet)?",
            "谁还没报",
        ),
        (r"\b(?:unreported|not reported(?: yet)?|missing reports?|yet to report)\b", "未报"),
        (r"\btasks?\s*(?:no\.?|number|#)?\s*(\d+(?:\s*(?:,|and|&|to|-)\s*\d+)*)\b", r"第\1项"),
        (r"(?<=\d)\s*(?:,\s*and|and|&)\s*(?=\d)", "和"),
        (r"(?<=\d)\s*to\s*(?=\d)", "到"),
        (
            r"\b(?:the )?(?:rest|others?|remaining ones)(?: are| is)?(?: all)? (?:ok(?:ay)?|fine|normal|good"
            r"|on track|as planned|on schedule)\b",
            "其余正常",
        ),
        (r"\b(?:all|everything)(?: is| are)? (?:ok(?:ay)?|fine|normal|on track|on schedule)\b", "全部正常"),
        (r"\bsame as (?:above|before|the last one|the previous one)\b|\bditto\b", "同上"),
        (r"\b(?:no (?:new )?(?:progress|change|changes|update|updates)|nothing new|unchanged)\b", "没进展"),
        (
            r"\b(?:has |have )?not (?:yet )?(?:been )?(?:started|begun)(?: yet)?\b|\b(?:hasn'?t"
            r"|haven'?t) (?:been )?(?:started|begun)(?: yet)?\b",
            "未启动",
        ),
        (
            r"\b(?:not|isn'?t|hasn'?t been|not yet) (?:fully |all |yet )?(?:done|finished|completed?)(?: yet)?\b",
            "未完成",
        ),
        (r"\b(?:almost|nearly|mostly|basically|partly|partially|largely) (?:done|finished|completed?)\b", "基本完成"),
        (
            r"\b(?:will|to|should|can|expect(?:ed)? to|plan(?:ned)? to|aim to) (?:be )?(?:done|finish(?:ed)?"
            r"|completed?)\b",
            "预计完成",
        ),
        (r"\bin progress\b|\b(?:working on it|under ?way|ongoing)\b", "正在推进"),
        (r"\b(?:on track|on schedule|as planned)\b", "正常推进"),
        (r"\bdelay requests?\b", "延期申请"),
        (r"\b(?:is |are |running )?(?:behind(?: schedule)?|delayed?|late)\b", "滞后"),
        (r"\b(?:is |are )?(?:blocked|stuck|stalled|on hold)\b(?: by| on| at)?", "受阻"),
        (r"\b(?:still )?(?:waiting for|awaiting|pending on)\b", "等"),
        (r"\b(?:lack of|short of|no) (?=funds?|fund\w*|money|budget|staff)", "缺"),
        (r"\b(?:all )?(?:done|finished|completed?)\b", "完成"),
        (r"\b(?:built|opened|set up|established)\b", "建成"),
        (r"\bunder construction\b", "在建"),
        (r"\b(?:held|organi[sz]ed|hosted)\b", "举办"),
        (r"(?<=\d) (?:recruited|hired)\b", "名引进"),
        (r"\b(?:recruited|hired|introduced|signed)\b", "引进"),
        (r" ?\b(?:so far|as of today|to date|already)\b", ""),
        (r"\b(?:last|previous) year\b", "去年"),
        (r"\bnext year\b", "明年"),
        (r"\bthis year\b", "今年"),
        (r"\bnext month\b", "下月"),
        (r"\bthis month\b", "本月"),
        (r"\blast month\b", "上月"),
        (r"\bnext week\b", "下周"),
        (r"\bthis week\b", "本周"),
        (r"\blast week\b", "上周"),
        (r"\bthis quarter\b", "本季度"),
        (r"\btoday\b", "今天"),
        (r"\btomorrow\b", "明天"),
        (r"\byesterday\b", "昨天"),
        (r"\blast (\d+) days\b", r"最近\1天"),
        (r"\b(?:within|in) (\d+) days\b", r"\1天内"),
        *((rf"\b(?:the )?(?:end of|late) (?:{names})\b", f"{index}月底") for index, names in enumerate(_MONTHS, 1)),
        *(
            (rf"\b(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?:{names})\.?\b", rf"{index}月\1日")
            for index, names in enumerate(_MONTHS, 1)
        ),
        *(
            (rf"\b(?:{names})\.? (\d{{1,2}})(?:st|nd|rd|th)?\b", rf"{index}月\1日")
            for index, names in enumerate(_MONTHS, 1)
        ),
        *((rf"(?<=by )(?:{names})\b", f"{index}月底") for index, names in enumerate(_MONTHS, 1)),
        (r"\b(?:the )?end of (?:the )?month\b", "月底"),
        (r"\b(?:the )?end of (?:the )?year\b|\byear[- ]end\b", "年底"),
        (r"\b(?:extend(?:ed)?|postpone(?:d)?|extension|put off)\b(?: requests?)?(?: (?:to|until|till))?", "申请延期到"),
        (r"\b(?:by|before|until|till) (?=[\d今明下本月年])", "到"),
        (r"\b(?:expect(?:ed)?|plan(?:ned|s)?|will|going) ?(?:to)?\b", "预计"),
        (r"\bled by\b", "牵头"),
        (r"\b(?:are |is )?overdue\b(?: tasks?)?", "逾期的"),
        (r"\bdue soon\b", "快到期"),
        (r"\bdue\b", "到期"),
        (r"\b(red|yellow|green|gr[ae]y)(?: lights?)?\b(?: tasks?)?", r"\1灯"),
        (r"\bred灯", "红灯"),
        (r"\byellow灯", "黄灯"),
        (r"\bgreen灯", "绿灯"),
        (r"\bgr[ae]y灯", "灰灯"),
        (r"\bexport\b", "导出"),
        (r"\bledger\b", "台账"),
        (r"\bbulletin\b", "通报"),
        (r"\b(?:summary|overview|summari[sz]e)\b", "汇总"),
        (r"\b(?:problems?|issues?|obstacles?)\b", "问题"),
        (r"\b(?:targets?|goals?)\b", "目标"),
        (r"\bwhen (?:is|are) (.{0,24}?) ?到期", r"\1什么时候截止"),
        (r"\bdeadline\b", "截止时间"),
        (r"\bcompletion rates?\b", "完成率"),
        (r"\breport(?:ing)? rates?\b", "报送率"),
        (r"\brank(?:ing|ed)?\b", "排名"),
        (r"\b(?:contact(?: person)?|liaison|phone number)\b", "联络员"),
        (r"\bclosed\b", "已办结"),
        (r"\bupdates?\b", "更新"),
        (r"\b(?:status|progress|how is|how are)\b", "进展"),
        (r"\beta\b", "预计完成"),
        (r"\b(?:which|what) tasks (?:are|is) (?:still )?(?:pending|due|open)(?: for us)?", "我们还有哪些没报"),
        (r"\bhelp\b", "帮助"),
        (r"\bwho leads?\b", "谁牵头"),
        (r"\bwhat(?:'s| is| are)?(?: the| my| our)? ?(?=[\u4e00-\u9fff])", "什么"),
        (r"\b(?:thanks|thank you|thx)\b", "谢谢"),
        (r"\b(?:hello|hi|hey|good morning)\b", "你好"),
        (r"\b(?:got it|noted|roger|received|understood|will do|yes|yep|okay)\b", "收到"),
        (r"\b(?:sorry|correction|wrong|my mistake)\b", "更正"),
        (r"\bshould be\b", "应该是"),
        (r"\bnot (?=\d)", "不是"),
        (r"\btwo[- ]thirds\b", "三分之二"),
        (r"\bone[- ]third\b|\ba third\b", "三分之一"),
        (r"\bthree[- ]quarters\b", "四分之三"),
        (r"\b(?:half|halfway)\b", "一半"),
        (r"(?<=\d) ?(?:percent|pct)\b", "%"),
        (r"\bin total\b|\btotal\b", "累计"),
        (r"(?<=\d) (?:more )?(?:left|remaining|to go|short)\b", "未完成"),
        (r"(?<=\d) (?:people|persons?)\b", "人"),
        (r"(?<=\d) (?:sessions?|events?)\b", "场"),
        (r"(?<=\d) (?:companies|stations?)\b", "家"),
        (r"(?<=\d) (?:flats?|apartments?|homes?)\b", "套"),
        (r"(?<=\d) (?:beds?)\b", "张"),
        (r"\bnew\b", "新增"),
        (r"(?<=[\d家个名场人]) more\b", "新增"),
        (r"(?<=\d) (?=建成|举办|引进|在建|未完成)", ""),
    )
]
